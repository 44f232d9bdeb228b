package org.sscard.spec.trace;

import org.jspecify.annotations.Nullable;

/** A file that is no trace. Names the line, never its content. */
public final class TraceFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    TraceFormatException(int line, @Nullable String what) {
        super("line " + line + ": " + what);
        this.line = line;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }
}
