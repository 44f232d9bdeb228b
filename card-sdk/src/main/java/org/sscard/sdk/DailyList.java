package org.sscard.sdk;

import java.time.LocalDate;
import java.util.List;

/**
 * What a visit was charged on one day (每日清单, Order 102 Art. 28), as the insurer has it.
 *
 * @param total of the lines that count; returned and void ones do not
 * @param inScope what the policy works on
 * @param own the rest, borne by the person whatever the policy pays
 */
public record DailyList(String visit, LocalDate day, List<Line> lines, Fen total, Fen inScope, Fen own) {

    public DailyList {
        lines = List.copyOf(lines);
    }

    /**
     * One charged line.
     *
     * @param catalogueClass A, B or C
     * @param price1e4 yuan × 10,000
     * @param quantity1e4 quantity × 10,000
     * @param ownPay class C, borne in full
     * @param overLimit above a price ceiling
     * @param advance the person's first part of class B
     * @param state ACTIVE, RETURNED or VOID; only ACTIVE ones count
     */
    public record Line(
            String line,
            String item,
            String name,
            String catalogueClass,
            long price1e4,
            long quantity1e4,
            Fen total,
            Fen ownPay,
            Fen overLimit,
            Fen advance,
            Fen inScope,
            String state) {}
}
