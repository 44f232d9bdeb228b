package org.sscard.sdk;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Fee lines of a running stay or visit, as they are charged day by day; no money moves with them. They become the daily list
 * that an inpatient is shown (Order 102 Art. 28).
 *
 * @param kind a stay or a visit, not a sale
 * @param visit the institution's own number, 1 to 30 characters of {@code [0-9A-Za-z._/-]}
 * @param begunAt admission or begin of the visit, local time
 * @param lines 1 to 1,000, their numbers unique in the visit
 */
public record ChargedLines(
        BillKind kind, String socialSecurityNumber, String visit, LocalDateTime begunAt, List<Charge> lines) {

    /** @param doctor code of the ordering doctor, may be empty */
    public record Charge(FeeLine line, LocalDateTime chargedAt, String doctor) {}

    public ChargedLines {
        lines = List.copyOf(lines);
    }

    /** Of a stay; add the lines with {@link #with}. */
    public static ChargedLines ofStay(String socialSecurityNumber, String visit, LocalDateTime admittedAt) {
        return new ChargedLines(BillKind.INPATIENT, socialSecurityNumber, visit, admittedAt, List.of());
    }

    public ChargedLines with(FeeLine line, LocalDateTime chargedAt) {
        List<Charge> more = new ArrayList<>(lines);
        more.add(new Charge(line, chargedAt, ""));
        return new ChargedLines(kind, socialSecurityNumber, visit, begunAt, more);
    }

    /** Without the person's number. */
    @Override
    public String toString() {
        return "ChargedLines[visit " + visit + ", " + lines.size() + " lines]";
    }
}
