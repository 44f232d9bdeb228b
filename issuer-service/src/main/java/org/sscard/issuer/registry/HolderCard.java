package org.sscard.issuer.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardState;

/**
 * A card as its holder is told about it.
 *
 * @param periodEnds when the running period is expected to end; later when services stood still in between
 * @param replacedBy card number of the live replacement
 */
public record HolderCard(
        CardRecord card,
        BankState bankState,
        Optional<Instant> periodEnds,
        String replacedBy,
        List<HistoryEntry> history) {

    /** @param from empty for the first entry */
    public record HistoryEntry(
            Instant at,
            Optional<CardState> from,
            CardState to,
            String who,
            String why,
            String channel,
            String action,
            String reason) {}
}
