package org.sscard.insurance.rpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditException;
import org.sscard.audit.AuditLog;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Who asked for what, and what became of it. Everything that changes the books or the register is recorded with its
 * result, except an accepted settlement: the append-only ledger is its record, and a second durable write would only cost
 * time. What is refused is always recorded.
 */
public final class AuditTrail {

    private static final String OK = "OK";

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final AuditLog log;

    public AuditTrail(AuditLog log) {
        this.log = log;
    }

    /** Runs the work and records its result. */
    <T> T recorded(String action, String subject, Supplier<T> work) {
        T result = refusalsRecorded(action, subject, work);
        append(action, subject, OK);
        return result;
    }

    /** Runs the work and records it only when it is refused. */
    <T> T refusalsRecorded(String action, String subject, Supplier<T> work) {
        try {
            return work.get();
        } catch (CodedException e) {
            refused(action, subject, e);
            throw e;
        }
    }

    /** A refusal changed nothing, so it stays the answer where it cannot be recorded: the disk that is full says so itself. */
    private void refused(String action, String subject, CodedException refusal) {
        try {
            append(action, subject, refusal.code().name());
        } catch (CodedException e) {
            LOG.error("a refusal is not in the audit log ({})", e.code());
        }
    }

    /** Records what an account asked for by another way than gRPC. */
    public void record(String account, String place, String action, String subject, String result) {
        append(new AuditEntry(account, place, action, subject, result));
    }

    private void append(String action, String subject, String result) {
        append(new AuditEntry(Principal.current().account(), place(), action, subject, result));
    }

    /** What cannot be recorded is told by the log's own code: a full disk, a log that is closed. */
    private void append(AuditEntry entry) {
        try {
            log.append(entry);
        } catch (AuditException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), "audit.log");
        }
    }

    private static String place() {
        @Nullable ServiceRequestContext request = ServiceRequestContext.currentOrNull();
        return request == null ? "local" : request.clientAddress().getHostAddress();
    }
}
