package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.PsamAnswer;
import org.sscard.wire.keys.v1.PsamOrder;
import org.sscard.wire.keys.v1.PsamState;

/** A PSAM in the caller's reader, seen through one stream: an order out, an answer in. */
final class PsamLine implements StreamObserver<PsamAnswer>, CardTransport {

    private static final long PATIENCE_SECONDS = 15;

    private final StreamObserver<PsamOrder> orders;
    private final Executor workers;
    private final BiFunction<PerformRequest, CardTransport, PsamState> work;
    private final BlockingQueue<PsamAnswer> answers = new LinkedBlockingQueue<>();
    private byte[] atr = new byte[0];
    private boolean begun;

    PsamLine(
            StreamObserver<PsamOrder> orders,
            Executor workers,
            BiFunction<PerformRequest, CardTransport, PsamState> work) {
        this.orders = orders;
        this.workers = workers;
        this.work = work;
    }

    @Override
    public void onNext(PsamAnswer answer) {
        if (begun) {
            answers.add(answer);
        } else if (answer.hasBegin()) {
            begun = true;
            workers.execute(() -> run(answer.getBegin()));
        } else {
            orders.onError(Status.INVALID_ARGUMENT
                    .withDescription("the first message names the approval")
                    .asRuntimeException());
        }
    }

    @Override
    public void onError(Throwable cause) {
        answers.add(PsamAnswer.newBuilder().setFailure("the line broke").build());
    }

    @Override
    public void onCompleted() {
        answers.add(PsamAnswer.newBuilder().setFailure("the line ended").build());
    }

    private void run(PerformRequest begin) {
        try {
            PsamState issued = Calls.coded(() -> work.apply(begin, this));
            orders.onNext(PsamOrder.newBuilder().setIssued(issued).build());
            orders.onCompleted();
        } catch (StatusRuntimeException e) {
            orders.onError(e);
        }
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        byte[] response = ask(PsamOrder.newBuilder()
                .setCommand(ByteString.copyFrom(command.bytes()))
                .build());
        try {
            return ResponseApdu.parse(response);
        } catch (IllegalArgumentException e) {
            throw new CardTransportException(Kind.READER_LOST, "no response APDU", e);
        }
    }

    @Override
    public byte[] reset() {
        atr = ask(PsamOrder.newBuilder().setReset(true).build());
        return atr.clone();
    }

    @Override
    public byte[] atr() {
        return atr.clone();
    }

    private byte[] ask(PsamOrder order) {
        orders.onNext(order);
        try {
            PsamAnswer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null || !answer.hasResponse()) {
                throw new CardTransportException(
                        Kind.CARD_REMOVED, answer == null ? "no answer in time" : answer.getFailure());
            }
            return answer.getResponse().toByteArray();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardTransportException(Kind.READER_LOST, "stopping", e);
        }
    }

    @Override
    public void close() {
        // The stream ends with the work.
    }
}
