package org.sscard.audit;

import org.jspecify.annotations.Nullable;

/** A coded failure of an audit log; the message never holds the content of a record. */
public final class AuditException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AuditFault fault;
    private final String detail;

    public AuditException(AuditFault fault, String detail) {
        this(fault, detail, null);
    }

    public AuditException(AuditFault fault, String detail, @Nullable Throwable cause) {
        super(fault + ": " + detail, cause);
        this.fault = fault;
        this.detail = detail;
    }

    public AuditFault fault() {
        return fault;
    }

    /** The code of the error catalogue. */
    public String code() {
        return fault.name();
    }

    /** What the code is about: names, versions, paths. */
    public String detail() {
        return detail;
    }
}
