package org.sscard.sdk.rpc;

import io.grpc.ChannelCredentials;
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

    /** @throws CodedException CERTIFICATE_FILE_INVALID when one of the files cannot be used */
    public static ManagedChannel open(ServiceTarget target) {
        if (target instanceof ServiceTarget.MutualTls tls) {
            return secured(tls);
        }
        ServiceTarget.Loopback loopback = (ServiceTarget.Loopback) target;
        return Grpc.newChannelBuilderForAddress("127.0.0.1", loopback.port(), InsecureChannelCredentials.create())
                .disableRetry()
                .build();
    }

    private static ManagedChannel secured(ServiceTarget.MutualTls tls) {
        try {
            ChannelCredentials credentials = TlsChannelCredentials.newBuilder()
                    .trustManager(tls.authority().toFile())
                    .keyManager(tls.certificate().toFile(), tls.privateKey().toFile())
                    .build();
            return Grpc.newChannelBuilderForAddress(tls.host(), tls.port(), credentials)
                    .disableRetry()
                    .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            // The builder reads the files; what is in them is its only argument.
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, tls.certificate());
        }
    }
}
