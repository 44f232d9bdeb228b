package org.sscard.servicekit.server;

import com.linecorp.armeria.common.HttpStatus;
import org.sscard.wire.error.CodedException;

/** The HTTP status of a failure, from its gRPC status in the catalogue. */
final class HttpStatuses {

    private HttpStatuses() {}

    static HttpStatus of(CodedException failure) {
        return switch (failure.code()) {
            case REQUEST_TOO_LARGE -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
            case DISK_FULL -> HttpStatus.INSUFFICIENT_STORAGE;
            default ->
                switch (failure.entry().grpcStatus()) {
                    case OK, DATA_LOSS, INTERNAL, UNKNOWN -> HttpStatus.INTERNAL_SERVER_ERROR;
                    case INVALID_ARGUMENT, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
                    case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
                    case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case ALREADY_EXISTS, ABORTED, FAILED_PRECONDITION, CANCELLED -> HttpStatus.CONFLICT;
                    case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
                    case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
                    case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
                    case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
                };
        };
    }
}
