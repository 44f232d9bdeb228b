package org.sscard.servicekit.server;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.database.SqlFailures;
import org.sscard.servicekit.pages.Pages;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;

/** Turns whatever went wrong into a coded answer: a gRPC status with ErrorInfo, or problem JSON. */
final class Failures implements ServerErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final String DETAILS = "grpc-status-details-bin";

    private Failures() {}

    static Failures answers() {
        return new Failures();
    }

    /** For gRPC: fills the trailers and answers the status. */
    static Status grpc(RequestContext request, Status status, Throwable cause, Metadata trailers) {
        if (cause instanceof StatusRuntimeException || cause instanceof StatusException) {
            return status;
        }
        if (cause instanceof RequestTimeoutException) {
            // Uncoded on purpose: what the handler did or still does is open, so the caller must ask.
            return Status.DEADLINE_EXCEEDED;
        }
        if (status.getCode() == Status.Code.CANCELLED || cause instanceof ClosedStreamException) {
            return status;
        }
        StatusRuntimeException coded = GrpcErrors.toStatus(coded(request, cause));
        Metadata details = coded.getTrailers();
        if (details != null) {
            trailers.merge(details);
        }
        return coded.getStatus();
    }

    /** For REST: the gRPC answer, coded or not, as problem JSON. */
    static HttpResponse rest(ServiceRequestContext request, Status status, AggregatedHttpResponse answer) {
        String details = details(answer.headers(), answer.trailers());
        CodedException failure = details == null ? null : decode(details);
        if (failure == null) {
            failure = uncoded(request, status);
        }
        return Problem.of(failure).response();
    }

    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext request, Throwable cause) {
        if (cause instanceof HttpResponseException
                || cause instanceof HttpStatusException
                || cause instanceof RequestTimeoutException
                || cause instanceof ClosedStreamException) {
            return null;
        }
        return answer(request.request().headers(), coded(request, cause)).toHttpResponse();
    }

    @Override
    public @Nullable AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext request,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        String path =
                headers == null ? "" : headers.method() + " " + headers.path().replaceAll("\\?.*", "");
        CodedException failure = switch (status.code()) {
            case 404, 405 -> new CodedException(ErrorCode.REQUEST_NOT_FOUND, path);
            case 413 -> new CodedException(ErrorCode.REQUEST_TOO_LARGE, config.maxRequestLength());
            case 503 -> new CodedException(ErrorCode.SERVER_STOPPING);
            default ->
                status.isClientError()
                        ? new CodedException(ErrorCode.REQUEST_INVALID, path, status.reasonPhrase())
                        : new CodedException(ErrorCode.SERVER_INTERNAL, incident(request));
        };
        return answer(headers, failure);
    }

    /** A page for a browser, problem JSON for everyone else. */
    private static AggregatedHttpResponse answer(@Nullable RequestHeaders headers, CodedException failure) {
        String accept = headers == null ? null : headers.get(HttpHeaderNames.ACCEPT);
        Problem problem = Problem.of(failure);
        HttpStatus status = HttpStatus.valueOf(problem.status());
        if (accept != null && accept.startsWith("text/html")) {
            return AggregatedHttpResponse.of(status, MediaType.HTML_UTF_8, HttpData.ofUtf8(Pages.errorPage(failure)));
        }
        return AggregatedHttpResponse.of(status, Problem.MEDIA_TYPE, HttpData.wrap(problem.json()));
    }

    /** The coded failure in a chain of causes; anything else gets an incident number, under which the log has it. */
    static CodedException coded(@Nullable RequestContext request, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CodedException coded) {
                return coded;
            }
            CodedException ofDatabase = SqlFailures.coded(at);
            if (ofDatabase != null) {
                LOG.warn("database", failure);
                return ofDatabase;
            }
        }
        String incident = incident(request);
        // A two-way stream that was answered to its end while the caller could still have said more.
        if (!(failure instanceof ResponseCompleteException)) {
            LOG.error("incident {}", incident, failure);
        }
        return new CodedException(failure, ErrorCode.SERVER_INTERNAL, incident);
    }

    private static CodedException uncoded(ServiceRequestContext request, Status status) {
        String path = request.method() + " " + request.path();
        return switch (status.getCode()) {
            case INVALID_ARGUMENT ->
                new CodedException(ErrorCode.REQUEST_INVALID, path, String.valueOf(status.getDescription()));
            case UNIMPLEMENTED, NOT_FOUND -> new CodedException(ErrorCode.REQUEST_NOT_FOUND, path);
            case DEADLINE_EXCEEDED -> new CodedException(ErrorCode.SERVICE_TIMEOUT, path);
            case RESOURCE_EXHAUSTED -> new CodedException(ErrorCode.REQUEST_TOO_LARGE, request.maxRequestLength());
            default -> new CodedException(ErrorCode.SERVER_INTERNAL, incident(request));
        };
    }

    private static @Nullable String details(HttpHeaders headers, HttpHeaders trailers) {
        String inTrailers = trailers.get(DETAILS);
        return inTrailers == null ? headers.get(DETAILS) : inTrailers;
    }

    private static @Nullable CodedException decode(String details) {
        try {
            byte[] bytes = Base64.getDecoder().decode(details.getBytes(StandardCharsets.US_ASCII));
            com.google.rpc.Status status = com.google.rpc.Status.parseFrom(bytes);
            return GrpcErrors.fromStatus(StatusProto.toStatusRuntimeException(status))
                    .orElse(null);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String incident(@Nullable RequestContext request) {
        return request == null ? "-" : request.id().shortText();
    }
}
