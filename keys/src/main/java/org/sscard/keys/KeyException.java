package org.sscard.keys;

import org.jspecify.annotations.Nullable;

/** A coded failure of the key side. Its message names keys, versions and lengths; never key material, PIN or cryptogram. */
public final class KeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final KeyFault fault;
    private final String detail;

    public KeyException(KeyFault fault, String detail) {
        this(fault, detail, null);
    }

    public KeyException(KeyFault fault, String detail, @Nullable Throwable cause) {
        super(fault + ": " + detail, cause);
        this.fault = fault;
        this.detail = detail;
    }

    public KeyFault fault() {
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
