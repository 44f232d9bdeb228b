package org.sscard.issuer;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.wire.issuer.v1.Answer;
import org.sscard.wire.issuer.v1.CardPresence;
import org.sscard.wire.issuer.v1.StationCommand;
import org.sscard.wire.issuer.v1.StationHello;
import org.sscard.wire.issuer.v1.StationMessage;
import org.sscard.wire.issuer.v1.StationServiceGrpc;

/** A station with virtual cards in its readers, over the real wire. */
public final class TestStation implements AutoCloseable, StreamObserver<StationCommand> {

    private final Map<String, SimulatedCard> cards = new ConcurrentHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final StreamObserver<StationMessage> outgoing;
    final AtomicInteger apdus = new AtomicInteger();
    public final Map<String, Integer> released = new ConcurrentHashMap<>();
    volatile int hangUpAtApdu = Integer.MAX_VALUE;
    volatile boolean ended;

    public TestStation(RpcConnection issuer, String name, String... readers) {
        outgoing =
                issuer.streamStub(StationServiceGrpc.StationServiceStub.class).serve(this);
        StationHello.Builder hello = StationHello.newBuilder().setStation(name);
        for (String reader : readers) {
            hello.addReaders(reader);
        }
        send(StationMessage.newBuilder().setHello(hello).build());
    }

    public void insert(String reader, SimulatedCard card) {
        cards.put(reader, card);
        presence(reader, true, card.atr());
    }

    public void remove(String reader) {
        cards.remove(reader);
        presence(reader, false, new byte[0]);
    }

    private void presence(String reader, boolean present, byte[] atr) {
        send(StationMessage.newBuilder()
                .setPresence(CardPresence.newBuilder()
                        .setReader(reader)
                        .setPresent(present)
                        .setAtr(ByteString.copyFrom(atr)))
                .build());
    }

    private synchronized void send(StationMessage message) {
        if (!ended) {
            outgoing.onNext(message);
        }
    }

    @Override
    public void onNext(StationCommand command) {
        worker.execute(() -> run(command));
    }

    private void run(StationCommand command) {
        Answer.Builder answer = Answer.newBuilder().setId(command.getId());
        SimulatedCard card = cards.get(command.getReader());
        if (card == null) {
            answer.setFailure("CARD_REMOVED");
        } else if (command.hasApdu()) {
            if (apdus.incrementAndGet() >= hangUpAtApdu) {
                close();
                return;
            }
            CommandApdu apdu = CommandApdu.parse(command.getApdu().toByteArray());
            answer.setResponse(ByteString.copyFrom(card.transmit(apdu).bytes()));
        } else if (command.hasReset()) {
            answer.setResponse(ByteString.copyFrom(card.reset()));
        } else {
            released.merge(command.getReader(), 1, Integer::sum);
            answer.setResponse(ByteString.EMPTY);
        }
        send(StationMessage.newBuilder().setAnswer(answer).build());
    }

    @Override
    public void onError(Throwable failure) {
        ended = true;
    }

    @Override
    public void onCompleted() {
        ended = true;
    }

    @Override
    public synchronized void close() {
        if (!ended) {
            ended = true;
            outgoing.onCompleted();
        }
        worker.shutdown();
    }
}
