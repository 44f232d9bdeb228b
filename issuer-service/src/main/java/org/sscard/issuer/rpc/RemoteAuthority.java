package org.sscard.issuer.rpc;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.sscard.issuer.authority.Authority;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.issuer.v1.AuthorityServiceGrpc.AuthorityServiceBlockingStub;
import org.sscard.wire.issuer.v1.ClaimPersonsRequest;
import org.sscard.wire.issuer.v1.ClaimPersonsResponse;
import org.sscard.wire.issuer.v1.ReleasePersonsRequest;

/** The tier above over the network. */
public final class RemoteAuthority implements Authority, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RpcConnection connection;

    public RemoteAuthority(RpcConnection connection) {
        this.connection = connection;
    }

    @Override
    public List<Boolean> claim(List<String> idNumbers, String kind) {
        ClaimPersonsResponse response = asked(authority -> authority.claimPersons(ClaimPersonsRequest.newBuilder()
                .addAllSocialSecurityNumbers(idNumbers)
                .setKind(kind)
                .build()));
        return response.getHoldersList().stream()
                .map(response.getCaller()::equals)
                .toList();
    }

    @Override
    public void release(List<String> idNumbers, String kind) {
        var ignored = asked(authority -> authority.releasePersons(ReleasePersonsRequest.newBuilder()
                .addAllSocialSecurityNumbers(idNumbers)
                .setKind(kind)
                .build()));
    }

    private <T> T asked(Function<AuthorityServiceBlockingStub, T> call) {
        try {
            return call.apply(connection.stub(AuthorityServiceBlockingStub.class, PATIENCE));
        } catch (StatusRuntimeException e) {
            throw connection.failure(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
