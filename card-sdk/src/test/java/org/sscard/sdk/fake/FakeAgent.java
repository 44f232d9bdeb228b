package org.sscard.sdk.fake;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.terminal.v1.AuthenticateRequest;
import org.sscard.wire.terminal.v1.BasicData;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;
import org.sscard.wire.terminal.v1.VerifyPinRequest;
import org.sscard.wire.terminal.v1.VerifyPinResponse;

/** An agent with one card that always debits, unless a test says otherwise. */
public final class FakeAgent extends TerminalServiceGrpc.TerminalServiceImplBase implements AutoCloseable {
    public static final String SOCIAL_SECURITY_NUMBER = "211000194803059910";
    private static final ByteString CARD = ByteString.copyFrom(new byte[16]);

    private final Server server;
    private final AtomicInteger debits = new AtomicInteger();
    private final AtomicInteger authentications = new AtomicInteger();
    private final AtomicInteger loseAnswers = new AtomicInteger();
    private final Map<DebitRequest, CardProof> proofs = new ConcurrentHashMap<>();
    private volatile Function<String, Optional<CodedException>> refusal = call -> Optional.empty();

    public FakeAgent() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
    }

    public int port() {
        return server.getPort();
    }

    public int debits() {
        return debits.get();
    }

    public int authentications() {
        return authentications.get();
    }

    /** Called with "read", "pin", "debit" or "authenticate"; what it answers is refused. */
    public void refuse(Function<String, Optional<CodedException>> decision) {
        refusal = decision;
    }

    /** The card debits, and this many answers never arrive. */
    public void loseDebitAnswers(int count) {
        loseAnswers.set(count);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    @Override
    public void readBasic(ReadBasicRequest request, StreamObserver<BasicData> answer) {
        answer(
                "read",
                answer,
                BasicData.newBuilder()
                        .setRegion("211002")
                        .setSocialSecurityNumber(SOCIAL_SECURITY_NUMBER)
                        .setCardNumber("L99000010")
                        .setCardIdentificationCode(CARD)
                        .setName("沙盒甲")
                        .setAuthenticated(true)
                        .build());
    }

    @Override
    public void verifyPin(VerifyPinRequest request, StreamObserver<VerifyPinResponse> answer) {
        answer("pin", answer, VerifyPinResponse.getDefaultInstance());
    }

    /** As the agent does: the same request again fetches its proof. */
    @Override
    public void debit(DebitRequest request, StreamObserver<CardProof> answer) {
        Optional<CodedException> refused = refusal.apply("debit");
        if (refused.isPresent()) {
            answer.onError(GrpcErrors.toStatus(refused.get()));
            return;
        }
        CardProof proof = proofs.computeIfAbsent(request, this::proof);
        if (loseAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answer.onError(
                    Status.UNAVAILABLE.withDescription("connection reset").asRuntimeException());
            return;
        }
        answer.onNext(proof);
        answer.onCompleted();
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<CardAuthentication> answer) {
        authentications.incrementAndGet();
        answer(
                "authenticate",
                answer,
                CardAuthentication.newBuilder()
                        .setCardIdentificationCode(request.getCardIdentificationCode())
                        .setHistoricalBytes(ByteString.copyFrom(new byte[13]))
                        .setRegion("211002")
                        .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                        .setChallenge(request.getChallenge())
                        .setResponse(ByteString.copyFrom(new byte[8]))
                        .build());
    }

    private CardProof proof(DebitRequest request) {
        int number = debits.incrementAndGet();
        return CardProof.newBuilder()
                .setCardIdentificationCode(request.getCardIdentificationCode())
                .setHistoricalBytes(ByteString.copyFrom(new byte[13]))
                .setRegion("211002")
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setTerminal("000000000001")
                .setTerminalSequence(number)
                .setTime(request.getTime())
                .setAccountFen(request.getAccountFen())
                .setSelfPayFen(request.getSelfPayFen())
                .setPooledFen(request.getPooledFen())
                .setCardSequence(number)
                .setTac(ByteString.copyFrom(new byte[4]))
                .build();
    }

    private <T> void answer(String call, StreamObserver<T> answer, T value) {
        Optional<CodedException> refused = refusal.apply(call);
        if (refused.isPresent()) {
            answer.onError(GrpcErrors.toStatus(refused.get()));
            return;
        }
        answer.onNext(value);
        answer.onCompleted();
    }
}
