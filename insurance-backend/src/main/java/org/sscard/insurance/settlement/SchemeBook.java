package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.EmployeeRules;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.ResidentRules;
import org.sscard.insurance.policy.SchemeRules;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The rules of each scheme by date. */
public final class SchemeBook {

    private final Map<Scheme, List<SchemeRules>> rules;

    public SchemeBook(Map<Scheme, List<SchemeRules>> rules) {
        this.rules = Map.copyOf(rules);
    }

    /** Liaoyang's residents and the sample employee scheme. */
    public static SchemeBook liaoyang() {
        return new SchemeBook(Map.of(
                Scheme.RESIDENT, List.of(new ResidentRules(Policy.liaoyang102())),
                Scheme.EMPLOYEE, List.of(EmployeeRules.sample())));
    }

    /** The newest version that was valid on the day of admission. */
    SchemeRules of(Scheme scheme, LocalDate admittedOn) {
        return rules.getOrDefault(scheme, List.of()).stream()
                .filter(version -> !version.validFrom().isAfter(admittedOn))
                .max(Comparator.comparing(SchemeRules::validFrom))
                .orElseThrow(() -> new CodedException(ErrorCode.POLICY_NOT_FOUND, admittedOn));
    }
}
