package org.sscard.sdk.rpc;

import org.sscard.wire.terminal.v1.CardAuthentication;

/** The card's answer to the insurer's challenge, passed on from agent to insurer as it came. */
public final class CardAnswer {
    private final CardAuthentication message;

    CardAnswer(CardAuthentication message) {
        this.message = message;
    }

    CardAuthentication message() {
        return message;
    }
}
