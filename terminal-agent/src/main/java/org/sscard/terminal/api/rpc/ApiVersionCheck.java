package org.sscard.terminal.api.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import org.sscard.terminal.api.ApiVersion;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.GrpcErrors;

/** A caller that was built for another interface is told so before its call begins. */
public final class ApiVersionCheck implements ServerInterceptor {

    private static final Metadata.Key<String> BUILT_FOR =
            Metadata.Key.of(ApiVersion.HEADER, Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            ApiVersion.requireSpoken(headers.get(BUILT_FOR));
        } catch (CodedException e) {
            StatusRuntimeException status = GrpcErrors.toStatus(e);
            Metadata trailers = status.getTrailers();
            call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
