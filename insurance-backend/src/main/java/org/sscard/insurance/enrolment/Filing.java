package org.sscard.insurance.enrolment;

import java.time.LocalDate;

/** An approval on file (备案) of a person for an institution, both days included. */
public record Filing(Kind kind, String institution, LocalDate begins, LocalDate ends) {

    public enum Kind {
        SPECIAL_DISEASE,
        REFERRAL_UP,
        OUT_OF_TOWN
    }

    public boolean covers(String code, LocalDate day) {
        return institution.equals(code) && !day.isBefore(begins) && !day.isAfter(ends);
    }
}
