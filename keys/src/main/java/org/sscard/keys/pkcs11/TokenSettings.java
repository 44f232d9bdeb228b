package org.sscard.keys.pkcs11;

import java.time.Clock;
import java.time.Duration;

/**
 * How a token is used.
 *
 * @param label of the token, as it was initialised
 * @param patience how long one step may take
 * @param pause how long a token is left alone that failed three times in a row
 * @param lanes sessions that work side by side
 */
public record TokenSettings(
        String label, TokenMechanisms mechanisms, Duration patience, Duration pause, int lanes, Clock clock) {

    /** 3DES by the standard, 5 seconds, 10 seconds, 4 sessions. */
    public static TokenSettings standard(String label, Clock clock) {
        return new TokenSettings(
                label, TokenMechanisms.standard(), Duration.ofSeconds(5), Duration.ofSeconds(10), 4, clock);
    }
}
