package org.sscard.issuer.feed;

import java.time.Instant;
import org.sscard.spec.identity.CardIdentificationCode;

/**
 * One entry of the feed.
 *
 * @param version counts up by one in the order of commits
 * @param identificationCode element 01
 */
public record CardStatus(
        long version,
        CardIdentificationCode identificationCode,
        String cardNumber,
        String idNumber,
        String region,
        String state,
        boolean blacklisted,
        Instant changedAt) {

    @Override
    public String toString() {
        return "CardStatus[" + version + " " + state + "]";
    }
}
