package org.sscard.launcher.demo;

import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Duration;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.terminal.v1.InsertCardRequest;
import org.sscard.wire.terminal.v1.InsertCardResponse;
import org.sscard.wire.terminal.v1.RemoveCardRequest;
import org.sscard.wire.terminal.v1.SandboxServiceGrpc;

/** The hand that puts cards into the agent's virtual readers and takes them out. */
final class VirtualReaderDesk implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(10);

    private final RpcConnection agent;

    VirtualReaderDesk(URI agent) {
        this.agent = RpcConnection.to(agent, null);
    }

    void insert(String reader, String image) {
        try {
            InsertCardResponse unused = stub().insertCard(InsertCardRequest.newBuilder()
                    .setReader(reader)
                    .setImage(image)
                    .build());
        } catch (StatusRuntimeException e) {
            throw agent.failure(e);
        }
    }

    /** Answers the card's image with all that has been written to it. */
    String remove(String reader) {
        try {
            return stub().removeCard(
                            RemoveCardRequest.newBuilder().setReader(reader).build())
                    .getImage();
        } catch (StatusRuntimeException e) {
            throw agent.failure(e);
        }
    }

    @Override
    public void close() {
        agent.close();
    }

    private SandboxServiceGrpc.SandboxServiceBlockingStub stub() {
        return agent.stub(SandboxServiceGrpc.SandboxServiceBlockingStub.class, CALL);
    }
}
