package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.rpc.FaultDrill;
import org.sscard.servicekit.database.SqlFailures;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The one address of the national interface. Whatever can be read as an envelope is answered 200, what is no JSON object
 * 400, what is larger than 8 MiB 413; never 5xx.
 */
final class NationalInterface implements HttpService {

    private static final Logger LOG = LoggerFactory.getLogger(NationalInterface.class);
    private static final String PATH = "/mbs/fmi/fsi/api/callFsiService/callService";
    private static final int LARGEST_MESSAGE = 8 * 1024 * 1024;
    /** Beyond this the connection is cut. */
    private static final int LARGEST_READ = 64 * 1024 * 1024;

    private static final int ATTEMPTS = 5;
    /** Before the server's own limit, whose answer would be a 503. */
    private static final Duration LONGEST_WORK = Duration.ofSeconds(50);

    private final Dispatcher dispatcher;
    private final MessageProtection protection;
    private final ReplyWriter replies;
    private final Admission admission;
    private final FaultDrill drill;
    private final AuditTrail audit;
    private final Clock clock;

    NationalInterface(
            Dispatcher dispatcher,
            MessageProtection protection,
            ReplyWriter replies,
            Admission admission,
            FaultDrill drill,
            AuditTrail audit,
            Clock clock) {
        this.dispatcher = dispatcher;
        this.protection = protection;
        this.replies = replies;
        this.admission = admission;
        this.drill = drill;
        this.audit = audit;
        this.clock = clock;
    }

    void route(ServerBuilder server) {
        server.route().post(PATH).maxRequestLength(LARGEST_READ).build(this);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (request.headers().contentLength() > LARGEST_MESSAGE) {
            // Read to its end, so that the sender gets to read the answer.
            return HttpResponse.of(request.subscribe().handle((end, failure) -> tooLarge()));
        }
        return HttpResponse.of(request.aggregate()
                .handleAsync(
                        (message, failure) -> message == null ? unread(failure) : answered(context, message),
                        context.blockingTaskExecutor())
                .orTimeout(LONGEST_WORK.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> envelope(
                        HttpStatus.OK, refusal(new CodedException(late, ErrorCode.SERVICE_TIMEOUT, "callService")))));
    }

    private HttpResponse answered(ServiceRequestContext context, AggregatedHttpRequest message) {
        try {
            HttpResponse response = answer(context, message);
            if (response == null) {
                // The sandbox's drill: the caller waits in vain, as on a broken line.
                context.clearRequestTimeout();
                return HttpResponse.streaming();
            }
            return response;
        } catch (RuntimeException e) {
            return envelope(HttpStatus.OK, refusal(coded(e, false, "")));
        }
    }

    private HttpResponse unread(@Nullable Throwable failure) {
        return failure instanceof ContentTooLargeException
                ? tooLarge()
                : envelope(HttpStatus.BAD_REQUEST, refusal(FieldType.refused("body", "not read")));
    }

    private HttpResponse tooLarge() {
        return envelope(
                HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                refusal(new CodedException(ErrorCode.REQUEST_TOO_LARGE, LARGEST_MESSAGE)));
    }

    /** Null: no answer at all. */
    private @Nullable HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest message) {
        if (message.content().length() > LARGEST_MESSAGE) {
            return tooLarge();
        }
        Optional<JsonNode> json = Json.object(message.content().array());
        if (json.isEmpty()) {
            return envelope(HttpStatus.BAD_REQUEST, refusal(FieldType.refused("body", "not a JSON object")));
        }
        MessageProtection.Opened opened = protection.open(json.get());
        byte[] bytes;
        try {
            Envelope envelope = dispatcher.envelope(opened.message());
            Dispatcher.Outcome outcome = worked(context, envelope);
            if (outcome == null) {
                return null;
            }
            bytes = outcome.reply().bytes();
            if (outcome.file()) {
                return file(protection.closeFile(bytes, opened.message(), opened.keys(), opened.sealed()));
            }
        } catch (CodedException e) {
            bytes = refusal(e);
        }
        return envelope(HttpStatus.OK, protection.close(bytes, opened.keys(), opened.sealed()));
    }

    private static HttpResponse file(MessageProtection.ClosedFile file) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.OCTET_STREAM);
        file.headers().forEach(headers::add);
        return HttpResponse.of(headers.build(), HttpData.wrap(file.bytes().toByteArray()));
    }

    /** Null: no answer at all. Whatever goes wrong comes out coded. */
    private Dispatcher.@Nullable Outcome worked(ServiceRequestContext context, Envelope envelope) {
        try {
            return work(context, envelope);
        } catch (RuntimeException e) {
            boolean money = envelope.transaction().money();
            CodedException failure = coded(e, money, envelope.msgid());
            if (money) {
                refusalAudited(context, envelope, failure);
            }
            throw failure;
        }
    }

    private Dispatcher.@Nullable Outcome work(ServiceRequestContext context, Envelope envelope) {
        admission.check(context, envelope);
        FaultDrill.Fault fault = drill.of(envelope.institution(), envelope.billTotalFen());
        if (fault == FaultDrill.Fault.TIMEOUT_BEFORE) {
            return null;
        }
        if (fault == FaultDrill.Fault.DOWN) {
            throw new CodedException(ErrorCode.DATABASE_UNREACHABLE, "PostgreSQL");
        }
        Dispatcher.Outcome outcome = run(envelope);
        if (envelope.transaction().takesBack()) {
            audited(context, envelope, "OK");
        }
        if (fault == FaultDrill.Fault.TIMEOUT_AFTER && !outcome.replayed()) {
            return null;
        }
        if (fault == FaultDrill.Fault.MUST_BE_REVERSED) {
            throw new CodedException(ErrorCode.TRANSACTION_OUTCOME_UNKNOWN, envelope.msgid());
        }
        return outcome;
    }

    /** A message that the database rolled back for another's sake left nothing behind and is done again. */
    private Dispatcher.Outcome run(Envelope envelope) {
        for (int attempt = 1; ; attempt++) {
            try {
                return dispatcher.run(envelope);
            } catch (RuntimeException e) {
                CodedException coded = known(e);
                boolean again = coded != null && coded.code() == ErrorCode.DATABASE_BUSY && attempt < ATTEMPTS;
                if (!again) {
                    throw e;
                }
            }
        }
    }

    /** The refusal stays the answer where it cannot be recorded. */
    private void refusalAudited(ServiceRequestContext context, Envelope envelope, CodedException refusal) {
        try {
            audited(context, envelope, refusal.code().name());
        } catch (CodedException e) {
            LOG.error("a refusal is not in the audit log ({})", e.code());
        }
    }

    private void audited(ServiceRequestContext context, Envelope envelope, String result) {
        audit.record(
                admission.account(context),
                context.clientAddress().getHostAddress(),
                "FSI_" + envelope.infno(),
                envelope.institution() + "/" + envelope.msgid(),
                result);
    }

    /** A failure without a code may have come during or after the commit: for money the outcome is then unknown. */
    private static CodedException coded(RuntimeException failure, boolean money, String msgid) {
        CodedException known = known(failure);
        if (known != null && !(money && saysNothingOfTheCommit(known, failure))) {
            return known;
        }
        LOG.error("a message of the national interface failed", failure);
        return money
                ? new CodedException(failure, ErrorCode.TRANSACTION_OUTCOME_UNKNOWN, msgid)
                : known == null ? new CodedException(failure, ErrorCode.SERVER_INTERNAL, "-") : known;
    }

    /** A connection that broke, perhaps at the commit; a record of the audit log that failed behind it. */
    private static boolean saysNothingOfTheCommit(CodedException known, RuntimeException failure) {
        return (known.code() == ErrorCode.DATABASE_UNREACHABLE && known != failure)
                || known.entry().area().equals("audit");
    }

    private static @Nullable CodedException known(Throwable failure) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CodedException coded) {
                return coded;
            }
            CodedException ofDatabase = SqlFailures.coded(at);
            if (ofDatabase != null) {
                return ofDatabase;
            }
        }
        return null;
    }

    private byte[] refusal(CodedException failure) {
        return replies.refused(LocalDateTime.now(clock), failure);
    }

    private static HttpResponse envelope(HttpStatus status, byte[] bytes) {
        return HttpResponse.of(status, MediaType.JSON_UTF_8, HttpData.wrap(bytes));
    }
}
