package org.sscard.terminal.card;

import org.sscard.terminal.authority.CardIdentity;

/**
 * The eleven fields of the basic read (terminal interface §2), typed; texts are trimmed, dates YYYYMMDD.
 *
 * @param cardNumber 9 characters
 * @param terminal 12 digits, zeros without a PSAM
 * @param device the device number of this agent, may be empty
 * @param authenticated whether card and PSAM proved themselves in this read
 */
public record BasicData(
        CardIdentity identity,
        String socialSecurityNumber,
        String cardNumber,
        String name,
        String specificationVersion,
        String issueDate,
        String expiryDate,
        String terminal,
        String device,
        boolean authenticated) {

    /** Says nothing of the holder. */
    @Override
    public String toString() {
        return "basic data of a " + specificationVersion + " card";
    }
}
