package org.sscard.issuer.cardtest;

import java.time.Instant;
import java.util.List;
import org.sscard.issuer.cardtest.PointResult.Outcome;

/**
 * A finished run.
 *
 * @param atr upper-case hex
 * @param identification what the card says of itself, without the holder
 * @param authority where the cryptograms came from
 * @param destructive whether blocking points were allowed
 * @param complete false when the reader went away before the end
 * @param results by number of the point
 */
public record CardTestReport(
        String atr,
        Identification identification,
        String authority,
        boolean destructive,
        boolean complete,
        Instant startedAt,
        Instant finishedAt,
        List<PointResult> results) {

    /** Region, specification version and algorithm that the run assumed, and the card's serial in hex. */
    public record Identification(String region, String version, String algorithm, String serial) {}

    public CardTestReport {
        results = List.copyOf(results);
    }

    public long count(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** No point failed and the run came to its end. */
    public boolean passed() {
        return complete && count(Outcome.FAILED) == 0;
    }
}
