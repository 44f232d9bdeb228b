package org.sscard.wire.error;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A coded failure over gRPC: {@code google.rpc.ErrorInfo} with the code as reason and the domain {@value #DOMAIN}, as its
 * metadata the arguments "0", "1", …. An answer with it came from a service of ours; a status without it came from the
 * network, and says nothing about what the service did.
 */
public final class GrpcErrors {

    public static final String DOMAIN = "sscard";

    private static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    private GrpcErrors() {}

    public static StatusRuntimeException toStatus(CodedException failure) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(failure.code().name());
        List<String> arguments = failure.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            info.putMetadata(String.valueOf(i), arguments.get(i));
        }
        com.google.rpc.Status status = com.google.rpc.Status.newBuilder()
                .setCode(failure.entry().grpcStatus().value())
                .setMessage(failure.getMessage() == null ? "" : failure.getMessage())
                .addDetails(Any.pack(info.build()))
                .build();
        return StatusProto.toStatusRuntimeException(status);
    }

    /** The coded failure that another process answered; empty when the status did not come from a service of ours. */
    public static Optional<CodedException> fromStatus(StatusRuntimeException failure) {
        return fromStatus(failure.getStatus(), failure.getTrailers());
    }

    /** The coded failure in a status and its trailers. */
    public static Optional<CodedException> fromStatus(Status status, @Nullable Metadata trailers) {
        com.google.rpc.Status details = trailers == null ? null : trailers.get(DETAILS);
        if (details == null) {
            return Optional.empty();
        }
        for (Any detail : details.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                Optional<CodedException> coded = fromInfo(detail, status.getCause());
                if (coded.isPresent()) {
                    return coded;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<CodedException> fromInfo(Any detail, @Nullable Throwable cause) {
        ErrorInfo info;
        try {
            info = detail.unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
        if (!info.getDomain().equals(DOMAIN)) {
            return Optional.empty();
        }
        return Optional.of(ErrorCatalogue.find(info.getReason())
                .map(entry -> new CodedException(cause, entry.code(), arguments(info.getMetadataMap())))
                .orElseGet(() -> new CodedException(cause, ErrorCode.ANSWER_CODE_UNKNOWN, info.getReason())));
    }

    private static Object[] arguments(Map<String, String> metadata) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; metadata.containsKey(String.valueOf(i)); i++) {
            arguments.add(metadata.get(String.valueOf(i)));
        }
        return arguments.toArray();
    }
}
