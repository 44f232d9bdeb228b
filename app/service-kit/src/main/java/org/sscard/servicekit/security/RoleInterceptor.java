package org.sscard.servicekit.security;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;

/**
 * Authorises every gRPC call by its method, however it came in (gRPC or REST), and leaves the caller in the gRPC context
 * ({@link Principal#current()}).
 */
public final class RoleInterceptor implements ServerInterceptor {

    private final RoleTable table;
    private final Authenticator authenticator;
    private final RefusedCalls refusals;

    public RoleInterceptor(RoleTable table, Authenticator authenticator, RefusedCalls refusals) {
        this.table = table;
        this.authenticator = authenticator;
        this.refusals = refusals;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Principal caller = null;
        CodedException refusal;
        try {
            caller = authenticator.authenticate(ServiceRequestContext.current());
            refusal = refusal(method, caller);
        } catch (CodedException e) {
            refusal = e;
        }
        if (refusal != null) {
            refusals.refused(method, caller, refusal);
            StatusRuntimeException status = GrpcErrors.toStatus(refusal);
            Metadata trailers = status.getTrailers();
            call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Principal.in(Context.current(), caller), call, headers, next);
    }

    private @Nullable CodedException refusal(String method, @Nullable Principal caller) {
        if (caller != null && table.allows(method, caller)) {
            return null;
        }
        if (caller == null || (!caller.certified() && table.needsCertificate(method))) {
            return new CodedException(ErrorCode.CLIENT_CERTIFICATE_REQUIRED);
        }
        return new CodedException(ErrorCode.ROLE_NOT_ALLOWED, method);
    }
}
