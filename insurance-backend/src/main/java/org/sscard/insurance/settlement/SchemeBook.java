package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.EmployeeRules;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.ResidentRules;
import org.sscard.insurance.policy.SchemeRules;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The rules of each scheme by date. */
public final class SchemeBook {

    private static final int FEN_PER_YUAN = 100;
    private static final int CAP_REACHED = 5;

    private final Map<Scheme, List<SchemeRules>> rules;
    private final @Nullable String faultInstitution;

    public SchemeBook(Map<Scheme, List<SchemeRules>> rules) {
        this(rules, null);
    }

    private SchemeBook(Map<Scheme, List<SchemeRules>> rules, @Nullable String faultInstitution) {
        this.rules = Map.copyOf(rules);
        this.faultInstitution = faultInstitution;
    }

    /** Liaoyang's residents and the sample employee scheme. */
    public static SchemeBook liaoyang() {
        return new SchemeBook(Map.of(
                Scheme.RESIDENT, List.of(new ResidentRules(Policy.liaoyang102())),
                Scheme.EMPLOYEE, List.of(EmployeeRules.sample())));
    }

    /** The sandbox's drill: there a bill that ends in .05 meets a cap that is used up. */
    public SchemeBook withFaultInstitution(@Nullable String institution) {
        return new SchemeBook(rules, institution);
    }

    /** Whether the drill says that the fund has paid all it may. */
    boolean capReached(Bill bill, long totalFen) {
        return bill.institution().equals(faultInstitution) && totalFen % FEN_PER_YUAN == CAP_REACHED;
    }

    /** The newest version that was valid on the day of admission. */
    SchemeRules of(Scheme scheme, LocalDate admittedOn) {
        return rules.getOrDefault(scheme, List.of()).stream()
                .filter(version -> !version.validFrom().isAfter(admittedOn))
                .max(Comparator.comparing(SchemeRules::validFrom))
                .orElseThrow(() -> new CodedException(ErrorCode.POLICY_NOT_FOUND, admittedOn));
    }
}
