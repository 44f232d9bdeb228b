package org.sscard.issuer.registry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.sscard.spec.identity.CardNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Card numbers of the regions' ranges. */
final class CardNumbers {

    private CardNumbers() {}

    /**
     * Draws card numbers; a rolled-back transaction leaves the counter where it was, a committed one never gives them again.
     *
     * @throws CodedException CARD_NUMBER_RANGE_EXHAUSTED
     */
    static List<String> draw(Handle handle, String region, int count) {
        return handle.createQuery("""
                update card_number_range set next_number = next_number + :count
                where region = :region and next_number + :count - 1 <= last_number
                returning district, next_number - :count as first""")
                .bind("count", count)
                .bind("region", region)
                .map((row, context) -> {
                    char district = row.getString("district").charAt(0);
                    int first = row.getInt("first");
                    List<String> numbers = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        numbers.add(CardNumber.ofBody(String.format(Locale.ROOT, "%c%07d", district, first + i))
                                .text());
                    }
                    return numbers;
                })
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NUMBER_RANGE_EXHAUSTED));
    }
}
