package org.sscard.servicekit.security;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.TlsKeyPair;
import io.grpc.StatusRuntimeException;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;

/**
 * A service's way to another service: gRPC over https with a client certificate, or over http on the same machine. A dead
 * peer is noticed by pings. (The SDK has no service-kit: it hands the files of {@link Credentials} to grpc-netty's
 * TlsChannelCredentials.)
 */
public final class RpcConnection implements AutoCloseable {

    private static final Duration PING = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final URI target;
    private final ClientFactory factory;

    private RpcConnection(URI target, ClientFactory factory) {
        this.target = target;
        this.factory = factory;
    }

    /**
     * @param target http://host:port or https://host:port
     * @param credentials own certificate and trusted authority; null for http, or for https with the JDK's authorities
     */
    public static RpcConnection to(URI target, @Nullable Credentials credentials) {
        return to(target, credentials, ClientFactory.builder());
    }

    /**
     * For messages that carry a PIN: the buffers of the connection are given up after use. Those of a pool keep what stood in
     * them until it is written over.
     */
    public static RpcConnection forSecrets(URI target, @Nullable Credentials credentials) {
        return to(
                target,
                credentials,
                ClientFactory.builder().channelOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT));
    }

    private static RpcConnection to(URI target, @Nullable Credentials credentials, ClientFactoryBuilder builder) {
        builder.pingInterval(PING).connectTimeout(CONNECT);
        if (credentials != null) {
            try {
                builder.tls(TlsKeyPair.of(
                        credentials.key().toFile(), credentials.certificate().toFile()));
            } catch (RuntimeException e) {
                throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, credentials.certificate());
            }
            builder.tlsCustomizer(
                    tls -> tls.trustManager(credentials.authority().toFile()).protocols("TLSv1.3"));
        }
        return new RpcConnection(target, builder.build());
    }

    /** A stub whose calls end after {@code timeout} unless the call sets a deadline of its own. */
    public <T> T stub(Class<T> type, Duration timeout) {
        return GrpcClients.builder("gproto+" + target)
                .factory(factory)
                .responseTimeout(timeout)
                .writeTimeout(timeout)
                .build(type);
    }

    /** A stub for streams that stay open: no time-out, no limit of the whole length. */
    public <T> T streamStub(Class<T> type) {
        return GrpcClients.builder("gproto+" + target)
                .factory(factory)
                .responseTimeoutMillis(0)
                .writeTimeoutMillis(0)
                .maxResponseLength(0)
                .build(type);
    }

    /**
     * What a failed call means. A coded answer of the service comes back as it is; everything else is the network's, and
     * leaves open what the service did.
     */
    public CodedException failure(StatusRuntimeException status) {
        return GrpcErrors.fromStatus(status)
                .orElseGet(() -> switch (status.getStatus().getCode()) {
                    case DEADLINE_EXCEEDED -> new CodedException(status, ErrorCode.SERVICE_TIMEOUT, target);
                    default -> new CodedException(status, ErrorCode.SERVICE_UNAVAILABLE, target);
                });
    }

    @Override
    public void close() {
        factory.close();
    }
}
