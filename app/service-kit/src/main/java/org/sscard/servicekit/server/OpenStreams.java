package org.sscard.servicekit.server;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** A stream may stay open for days and carry any number of messages; each message keeps its limit. */
final class OpenStreams implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getType() != MethodDescriptor.MethodType.UNARY) {
            ServiceRequestContext request = ServiceRequestContext.current();
            request.clearRequestTimeout();
            request.setMaxRequestLength(0);
        }
        return next.startCall(call, headers);
    }
}
