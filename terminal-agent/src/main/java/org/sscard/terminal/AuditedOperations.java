package org.sscard.terminal;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditException;
import org.sscard.audit.AuditLog;
import org.sscard.servicekit.security.Principal;
import org.sscard.terminal.api.OperationLog;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Operations in the tamper-evident log: who asked for what on which reader, and how it ended. */
final class AuditedOperations implements OperationLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditedOperations.class);
    private static final String PLACE = "loopback";

    private final AuditLog log;

    AuditedOperations(AuditLog log) {
        this.log = log;
    }

    @Override
    public void begun(String operation, String reader) {
        try {
            append(operation, reader, "BEGUN");
        } catch (AuditException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), "audit.log");
        }
    }

    @Override
    public void done(String operation, String reader) {
        finish(operation, reader, "OK");
    }

    @Override
    public void refused(String operation, String reader, ErrorCode code) {
        finish(operation, reader, code.name());
    }

    /** The card has acted by now: its result is answered even when it cannot be written down. */
    private void finish(String operation, String reader, String result) {
        try {
            append(operation, reader, result);
        } catch (AuditException e) {
            LOG.error("The end of {} is missing in the audit log: {}", operation, e.code());
        }
    }

    private void append(String operation, String reader, String result) {
        String action = operation.toUpperCase(Locale.ROOT).replace('-', '_');
        log.append(new AuditEntry(Principal.current().account(), PLACE, action, reader, result));
    }
}
