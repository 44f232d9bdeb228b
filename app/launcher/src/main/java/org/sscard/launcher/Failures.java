package org.sscard.launcher;

import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditException;
import org.sscard.keys.KeyException;
import org.sscard.sdk.SdkFailure;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;

/** What a user sees of a failure: code, what happened, what to do. The stack goes to the log alone. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Prints the failure and answers the exit code. */
    static int explain(Exception failure, PrintWriter err) {
        if (failure instanceof CodedException coded) {
            return CodedFailures.print(coded, err);
        }
        if (failure instanceof KeyException key) {
            return CodedFailures.print(new CodedException(key, ErrorCode.valueOf(key.code()), key.detail()), err);
        }
        if (failure instanceof AuditException audit) {
            return CodedFailures.print(new CodedException(audit, ErrorCode.valueOf(audit.code()), audit.detail()), err);
        }
        if (failure instanceof SdkFailure && failure.getCause() instanceof CodedException coded) {
            return CodedFailures.print(coded, err);
        }
        if (failure instanceof StatusRuntimeException status) {
            return CodedFailures.print(
                    GrpcErrors.fromStatus(status)
                            .orElseGet(() -> new CodedException(
                                    status,
                                    ErrorCode.SERVICE_UNAVAILABLE,
                                    status.getStatus().getCode())),
                    err);
        }
        LOG.error("Unexpected failure", failure);
        return CodedFailures.print(new CodedException(failure, ErrorCode.SERVER_INTERNAL, "–"), err);
    }
}
