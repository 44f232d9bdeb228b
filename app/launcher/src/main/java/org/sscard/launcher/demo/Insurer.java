package org.sscard.launcher.demo;

import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Duration;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.InsuredPerson;
import org.sscard.wire.insurance.v1.RegisterRequest;
import org.sscard.wire.insurance.v1.RegisterResponse;

/** The insurer's clerk, who registers who is insured. */
final class Insurer implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(30);

    private final RpcConnection connection;

    Insurer(URI insurance) {
        this.connection = RpcConnection.to(insurance, null);
    }

    RegisterResponse register(Iterable<InsuredPerson> persons) {
        try {
            return connection
                    .stub(EnrolmentServiceGrpc.EnrolmentServiceBlockingStub.class, CALL)
                    .register(
                            RegisterRequest.newBuilder().addAllPersons(persons).build());
        } catch (StatusRuntimeException e) {
            throw connection.failure(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
