package org.sscard.terminal.kiosk;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/**
 * Which browser is the terminal's screen. It shows that it is there every few hundred milliseconds; another one gets the
 * terminal only when it has been silent, and then nothing of the person who stood at the first.
 */
final class ScreenOwner {

    private static final long SILENCE_MILLIS = 5_000;
    private static final int TOKEN_BYTES = 16;

    private final Clock clock;
    private final SecureRandom random;
    private String token = "";
    private long seen = Long.MIN_VALUE;

    enum Claim {
        OURS,
        /** There was none, or it was silent, and this one has taken its place. */
        NEW,
        ELSEWHERE
    }

    ScreenOwner(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** @param shown the token that the browser brings, may be empty */
    synchronized Claim claim(String shown) {
        if (holds(shown)) {
            return Claim.OURS;
        }
        if (present()) {
            return Claim.ELSEWHERE;
        }
        byte[] drawn = new byte[TOKEN_BYTES];
        random.nextBytes(drawn);
        token = HexFormat.of().formatHex(drawn);
        seen = clock.millis();
        return Claim.NEW;
    }

    /** Whether this is the screen that has the terminal; it says so by asking. */
    synchronized boolean holds(String shown) {
        boolean ours = !token.isEmpty() && token.equals(shown);
        if (ours) {
            seen = clock.millis();
        }
        return ours;
    }

    /** Whether there is a screen at all. */
    synchronized boolean present() {
        return !token.isEmpty() && clock.millis() - seen < SILENCE_MILLIS;
    }

    synchronized String token() {
        return token;
    }
}
