package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.TreatmentKind;

/**
 * A bill as an institution presents it.
 *
 * @param person social security number or person number
 * @param visit the institution's own number of the stay, visit or sale
 * @param diagnosis main diagnosis, ICD-10, or empty
 * @param cause excluded by Art. 26 of the order, as the policy names it; null or empty: none
 * @param cardLater the card was not shown at admission
 * @param cardAfterMinutes minutes from admission to the card, where it was shown later; null: it was not shown
 */
public record Bill(
        String institution,
        String person,
        TreatmentKind kind,
        String visit,
        LocalDate admittedOn,
        LocalDate dischargedOn,
        List<BillLine> lines,
        boolean emergency,
        String diagnosis,
        @Nullable String cause,
        boolean cardLater,
        @Nullable Integer cardAfterMinutes) {

    public Bill {
        lines = List.copyOf(lines);
    }

    /** The card was shown at admission, no excluded cause. */
    public Bill(
            String institution,
            String person,
            TreatmentKind kind,
            String visit,
            LocalDate admittedOn,
            LocalDate dischargedOn,
            List<BillLine> lines,
            boolean emergency,
            String diagnosis) {
        this(
                institution,
                person,
                kind,
                visit,
                admittedOn,
                dischargedOn,
                lines,
                emergency,
                diagnosis,
                null,
                false,
                null);
    }

    /** The excluded cause, or null. */
    @Nullable
    String excludedCause() {
        return cause == null || cause.isEmpty() ? null : cause;
    }

    /** The same bill with other lines. */
    public Bill with(List<BillLine> others) {
        return new Bill(
                institution,
                person,
                kind,
                visit,
                admittedOn,
                dischargedOn,
                others,
                emergency,
                diagnosis,
                cause,
                cardLater,
                cardAfterMinutes);
    }

    Bill withCardAfter(@Nullable Integer minutes) {
        return new Bill(
                institution,
                person,
                kind,
                visit,
                admittedOn,
                dischargedOn,
                lines,
                emergency,
                diagnosis,
                cause,
                true,
                minutes);
    }

    /** What a digest of the bill covers beside its lines; as before where a bill says no more than it could before. */
    List<Object> facts() {
        return excludedCause() == null && !cardLater
                ? List.of()
                : List.of("facts", String.valueOf(cause), cardLater, String.valueOf(cardAfterMinutes));
    }

    @Override
    public String toString() {
        return "Bill[" + institution + "/" + visit + "]";
    }
}
