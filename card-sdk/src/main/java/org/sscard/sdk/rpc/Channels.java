package org.sscard.sdk.rpc;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.sscard.sdk.ServiceTarget;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Connections to agent and insurer. gRPC repeats nothing by itself: whether a money message is sent again is decided here. */
public final class Channels {
    private static final int KEEP_ALIVE_SECONDS = 30;

    private Channels() {}

    public static ManagedChannel open(ServiceTarget target) {
        if (target instanceof ServiceTarget.MutualTls tls) {
            return Grpc.newChannelBuilderForAddress(tls.host(), tls.port(), credentials(tls))
                    .disableRetry()
                    .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .build();
        }
        ServiceTarget.Loopback loopback = (ServiceTarget.Loopback) target;
        return Grpc.newChannelBuilderForAddress("127.0.0.1", loopback.port(), InsecureChannelCredentials.create())
                .disableRetry()
                .build();
    }

    private static io.grpc.ChannelCredentials credentials(ServiceTarget.MutualTls tls) {
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(tls.authority().toFile())
                    .keyManager(tls.certificate().toFile(), tls.privateKey().toFile())
                    .build();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, tls.certificate());
        }
    }
}
