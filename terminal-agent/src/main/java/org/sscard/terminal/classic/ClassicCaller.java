package org.sscard.terminal.classic;

import org.sscard.servicekit.security.Principal;

/**
 * Who calls: a step goes on only for the one who began it (§4).
 *
 * @param principal page or program
 * @param connection the WebSocket or kept-alive connection; a native process has one. Compared by identity
 */
public record ClassicCaller(Principal principal, Object connection) {

    Key key() {
        return new Key(principal.account(), connection);
    }

    /** Connections are equal only to themselves. */
    record Key(String account, Object connection) {}
}
