package org.sscard.issuer.registry;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.spec.identity.CardIdentificationCode;

/**
 * A card as registered.
 *
 * @param chip which chip carries it; empty until a blank is bound to the record
 * @param apdus exchanged while personalising and reading back
 * @param reason why the card is SPOILED or UNKNOWN, else empty
 */
public record CardRecord(
        long cardId,
        String cardNumber,
        CardKind kind,
        String region,
        CardState state,
        boolean blacklisted,
        Person holder,
        Optional<UUID> batchId,
        Optional<Chip> chip,
        int apdus,
        String reason) {

    /**
     * The chip of a card.
     *
     * @param blankSerial historical bytes of the blank as delivered
     * @param historicalBytes those that the bureau chose
     */
    public record Chip(
            HistoricalBytes blankSerial,
            HistoricalBytes historicalBytes,
            CardIdentificationCode identificationCode,
            LocalDate issueDate,
            LocalDate expiryDate) {}

    @Override
    public String toString() {
        return "Card[" + cardId + " " + state + "]";
    }
}
