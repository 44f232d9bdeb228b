package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.policy.TreatmentKind;

/**
 * A bill as an institution presents it.
 *
 * @param person social security number or person number
 * @param visit the institution's own number of the stay, visit or sale
 * @param diagnosis main diagnosis, ICD-10, or empty
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
        String diagnosis) {

    public Bill {
        lines = List.copyOf(lines);
    }

    @Override
    public String toString() {
        return "Bill[" + institution + "/" + visit + "]";
    }
}
