package org.sscard.insurance.policy;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Who may enrol, and in which class (Order 102 Art. 2, 6, 12, 13, 30). */
public final class Classification {

    private final Policy policy;

    public Classification(Policy policy) {
        this.policy = policy;
    }

    /**
     * @param male by the register
     * @param urbanHukou registered in the pooled area
     * @param otherScheme covered by the employee or the rural scheme
     * @param pension draws a pension here
     * @param pensionElsewhere draws one in another place
     * @param bannedUntil first day on which enrolment is possible again (Art. 30)
     */
    public record Applicant(
            boolean male,
            LocalDate birth,
            PersonStatus status,
            boolean pupil,
            boolean university,
            boolean urbanHukou,
            boolean otherScheme,
            boolean pension,
            boolean pensionElsewhere,
            @Nullable LocalDate bannedUntil) {}

    /** The class, or null when the person is not admitted; the article in both cases. */
    public record Result(@Nullable InsuredClass cls, String basis) {}

    /** Several reasons at once: banned, hukou, other scheme, pension elsewhere, university, then age and status (§1.8). */
    public Result classify(Applicant person, LocalDate on) {
        if (person.bannedUntil() != null && on.isBefore(person.bannedUntil())) {
            return new Result(null, "30: banned");
        }
        if (!person.urbanHukou()) {
            return new Result(null, "2/6: no urban hukou in the pooled area");
        }
        if (person.otherScheme()) {
            return new Result(null, "13: covered by another scheme");
        }
        if (person.pensionElsewhere()) {
            return new Result(null, "12: draws a pension elsewhere");
        }
        if (person.university()) {
            return new Result(null, "6: university student");
        }
        return byAge(person, on);
    }

    private Result byAge(Applicant person, LocalDate on) {
        PolicyFile.Enrolment rules = policy.file().enrolment();
        long age = ChronoUnit.YEARS.between(person.birth(), on);
        boolean qualified = rules.working().statuses().contains(person.status());
        if (person.pupil() || isMinor(age, qualified, rules.minor().maximumAge())) {
            return new Result(InsuredClass.MINOR, rules.minor().article());
        }
        PolicyFile.Working working = rules.working();
        if (age <= (person.male() ? working.maleUntil() : working.femaleUntil())) {
            return qualified
                    ? new Result(InsuredClass.WORKING, working.article())
                    : new Result(null, working.article() + ": working age without qualifying status");
        }
        return person.pension()
                ? new Result(null, rules.elderly().article() + ": draws a pension")
                : new Result(InsuredClass.ELDERLY, rules.elderly().article());
    }

    /** A1: exactly 18 is a minor; by the other reading not where Art. 6(2) admits the person. */
    private boolean isMinor(long age, boolean qualified, int maximumAge) {
        if (age == maximumAge && qualified && policy.readings().is("minor_at_18", "working")) {
            return false;
        }
        return age <= maximumAge;
    }
}
