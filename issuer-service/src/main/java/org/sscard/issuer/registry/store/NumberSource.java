package org.sscard.issuer.registry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.registry.NumberWitness;
import org.sscard.spec.identity.CardNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Card numbers of the regions' ranges. The highest number drawn is in the witness before it is in the database, and no backup
 * of the database takes the witness back (F9): a restored registry goes on above it, and one that has lost its witness gives
 * out nothing until somebody names the highest number that was used.
 */
public final class NumberSource {

    private final NumberWitness witness;

    public NumberSource(NumberWitness witness) {
        this.witness = witness;
    }

    /**
     * Draws card numbers; a rolled-back transaction leaves a gap, a committed one never gives them again.
     *
     * @throws CodedException CARD_NUMBER_RANGE_EXHAUSTED, CARD_NUMBERS_SUSPENDED
     */
    List<String> draw(Handle handle, String region, int count) {
        return handle.createQuery("select * from card_number_range where region = :region for update")
                .bind("region", region)
                .map((row, context) -> {
                    if (row.getBoolean("witnessed") && !witness.knows(region)) {
                        throw new CodedException(ErrorCode.CARD_NUMBERS_SUSPENDED, region);
                    }
                    int first = Math.max(row.getInt("next_number"), witness.highest(region) + 1);
                    if (first + count - 1 > row.getInt("last_number")) {
                        throw new CodedException(ErrorCode.CARD_NUMBER_RANGE_EXHAUSTED);
                    }
                    witness.drawn(region, first + count - 1);
                    handle.execute(
                            "update card_number_range set next_number = ?, witnessed = true where region = ?",
                            first + count,
                            region);
                    return numbers(row.getString("district").charAt(0), first, count);
                })
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NUMBER_RANGE_EXHAUSTED));
    }

    /**
     * Goes on after the highest number that was ever used, as an administrator found it.
     *
     * @throws CodedException CARD_NUMBER_RANGE_EXHAUSTED when no such number is in the region's range
     */
    void resume(Handle handle, String region, int highestUsed) {
        int changed = handle.execute(
                "update card_number_range set next_number = greatest(next_number, ?) where region = ?"
                        + " and last_number >= ?",
                highestUsed + 1,
                region,
                highestUsed);
        if (changed != 1) {
            throw new CodedException(ErrorCode.CARD_NUMBER_RANGE_EXHAUSTED);
        }
        witness.drawn(region, highestUsed);
    }

    private static List<String> numbers(char district, int first, int count) {
        List<String> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(CardNumber.ofBody(String.format(Locale.ROOT, "%c%07d", district, first + i))
                    .text());
        }
        return numbers;
    }
}
