package org.sscard.sdk.rpc;

import org.sscard.wire.terminal.v1.CardProof;

/** The card's evidence of a debit, passed on from agent to insurer as it came. */
public final class DebitProof {
    private final CardProof message;

    DebitProof(CardProof message) {
        this.message = message;
    }

    CardProof message() {
        return message;
    }
}
