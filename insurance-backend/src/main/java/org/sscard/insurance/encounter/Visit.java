package org.sscard.insurance.encounter;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An outpatient visit, a stay or a pharmacy's sale.
 *
 * @param number the institution's own number (ipt_otp_no)
 * @param medType kind of care as the national code table has it (med_type)
 * @param ends discharge, null until it is told
 * @param diagnosis main diagnosis at admission, ICD-10, or empty
 */
public record Visit(
        long visitId,
        String institution,
        long personId,
        Type type,
        String number,
        String medType,
        LocalDateTime begins,
        @Nullable LocalDateTime ends,
        String diagnosis,
        State state) {

    public enum Type {
        OUTPATIENT,
        STAY,
        SALE
    }

    public enum State {
        OPEN,
        /** Withdrawn (撤销). */
        VOID
    }

    /** The number under which the settlement of a batch, or of the whole visit (""), is live at most once. */
    public String settlementNumber(String batch) {
        return type == Type.OUTPATIENT ? "M" + visitId + "/" + batch : "M" + visitId;
    }
}
