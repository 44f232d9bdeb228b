package org.sscard.launcher.deep;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.wire.terminal.v1.AuthenticateRequest;
import org.sscard.wire.terminal.v1.BasicData;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;

/** An agent whose readers hold the cards on paper, named by their holders' index; the same debit again has the same proof. */
final class PaperAgent extends TerminalServiceGrpc.TerminalServiceImplBase implements AutoCloseable {
    private static final String REGION = "211002";

    private final Map<DebitRequest, CardProof> debits = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final String terminal;
    private final Server server;

    PaperAgent(int number) throws IOException {
        terminal = "2110%08d".formatted(number);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    @Override
    public void readBasic(ReadBasicRequest request, StreamObserver<BasicData> answer) {
        SandboxData.SandboxPerson holder = PaperCards.HOLDERS.get(Integer.parseInt(request.getReader()));
        answer.onNext(BasicData.newBuilder()
                .setRegion(REGION)
                .setSocialSecurityNumber(holder.certno())
                .setCardNumber(holder.cardNo())
                .setCardIdentificationCode(PaperCards.code(holder))
                .build());
        answer.onCompleted();
    }

    @Override
    public void debit(DebitRequest request, StreamObserver<CardProof> answer) {
        answer.onNext(debits.computeIfAbsent(request, this::proof));
        answer.onCompleted();
    }

    private CardProof proof(DebitRequest request) {
        return PaperCards.sealed(CardProof.newBuilder()
                .setCardIdentificationCode(request.getCardIdentificationCode())
                .setHistoricalBytes(ByteString.copyFrom(new byte[13]))
                .setRegion(REGION)
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setTerminal(terminal)
                .setTerminalSequence(random.nextInt())
                .setTime(request.getTime())
                .setAccountFen(request.getAccountFen())
                .setSelfPayFen(request.getSelfPayFen())
                .setPooledFen(request.getPooledFen())
                .setCardSequence(1));
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<CardAuthentication> answer) {
        answer.onNext(PaperCards.sealed(CardAuthentication.newBuilder()
                .setCardIdentificationCode(request.getCardIdentificationCode())
                .setHistoricalBytes(ByteString.copyFrom(new byte[13]))
                .setRegion(REGION)
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setChallenge(request.getChallenge())));
        answer.onCompleted();
    }
}
