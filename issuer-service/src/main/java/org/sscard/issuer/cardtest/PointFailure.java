package org.sscard.issuer.cardtest;

import org.sscard.spec.layout.Wording;

/** Ends a point: the card did not do what the specification says. */
final class PointFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Wording reason;
    private final String expected;
    private final String got;

    /** @param expected and {@code got} without PIN, keys and personal data */
    PointFailure(Wording reason, String expected, String got) {
        super(reason.en() + ": expected " + expected + ", got " + got, null, false, false);
        this.reason = reason;
        this.expected = expected;
        this.got = got;
    }

    Wording reason() {
        return reason;
    }

    String expected() {
        return expected;
    }

    String got() {
        return got;
    }
}
