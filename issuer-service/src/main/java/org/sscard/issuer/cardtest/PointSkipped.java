package org.sscard.issuer.cardtest;

import org.sscard.spec.layout.Wording;

/** Ends a point that cannot be judged here: a key is missing, or a counter is too low to be touched. */
final class PointSkipped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Wording reason;

    PointSkipped(Wording reason) {
        super(reason.en(), null, false, false);
        this.reason = reason;
    }

    Wording reason() {
        return reason;
    }
}
