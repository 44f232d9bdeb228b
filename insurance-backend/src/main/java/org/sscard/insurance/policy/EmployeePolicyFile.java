package org.sscard.insurance.policy;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy with personal accounts as its YAML file states it; the file's comments name the rule of every figure. */
public record EmployeePolicyFile(
        String policy,
        String titleZh,
        String titleEn,
        String region,
        String scheme,
        LocalDate validFrom,
        @Nullable LocalDate validTo,
        Set<TreatmentKind> accountKinds,
        String basis,
        Account account) {

    public record Account(Monthly monthly, Interest interest) {}

    public record Monthly(List<Band> bands, int retiredRateBp, long baseFromFen, long baseToFen, Rounding rounding) {}

    /** @param fromAge completed years, this one included */
    public record Band(int fromAge, int rateBp) {}

    public record Interest(int rateBp, int dayBase, Rounding rounding) {}
}
