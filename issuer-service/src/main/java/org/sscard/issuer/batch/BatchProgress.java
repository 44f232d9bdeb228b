package org.sscard.issuer.batch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.issuer.lifecycle.CardState;

/**
 * How far a batch is.
 *
 * @param cards how many are in which state
 * @param atWork cards that somebody works on now
 * @param perMinute cards whose personalisation ended, a minute, over the last ten minutes
 * @param finishedAt when the last card was made; absent while some are left
 * @param blocked empty, or why no card may leave the house
 * @param stations that have a card of this batch at work, by name
 */
public record BatchProgress(
        BatchRecord batch,
        Map<CardState, Integer> cards,
        int atWork,
        double perMinute,
        Instant asOf,
        Optional<Instant> finishedAt,
        String blocked,
        List<String> stations) {

    private static final List<CardState> TO_MAKE =
            List.of(CardState.IN_BATCH, CardState.PERSONALISING, CardState.UNKNOWN);

    public BatchProgress {
        cards = Map.copyOf(cards);
        stations = List.copyOf(stations);
    }

    public int total() {
        return cards.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Cards that are still to be made or found out. */
    public int left() {
        return TO_MAKE.stream().mapToInt(state -> cards.getOrDefault(state, 0)).sum();
    }

    /** Cards whose personalisation ended, well or badly. */
    public int made() {
        return total() - left() - cards.getOrDefault(CardState.WITHDRAWN, 0);
    }

    /** When the last card will be made if the rate stays; absent without a rate or with nothing left. */
    public Optional<Instant> forecast() {
        return perMinute <= 0 || left() == 0
                ? Optional.empty()
                : Optional.of(asOf.plusMillis(Math.round(left() * 60_000 / perMinute)));
    }
}
