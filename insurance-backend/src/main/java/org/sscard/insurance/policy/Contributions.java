package org.sscard.insurance.policy;

import java.util.Optional;

/** Yearly contribution of a class and status and who bears it (Order 102 Art. 8, 12, 14, 36). */
public final class Contributions {

    private static final long BASIS_POINTS = 10_000;

    private final Policy policy;

    public Contributions(Policy policy) {
        this.policy = policy;
    }

    /** Parts in fen; government = city + district, total = personal + government. */
    public record Parts(long personalFen, long governmentFen, long cityFen, long districtFen) {
        public long totalFen() {
            return personalFen + governmentFen;
        }

        /** Both together, for a year and a part of one that are paid in one sum. */
        public Parts plus(Parts other) {
            return new Parts(
                    Math.addExact(personalFen, other.personalFen),
                    Math.addExact(governmentFen, other.governmentFen),
                    Math.addExact(cityFen, other.cityFen),
                    Math.addExact(districtFen, other.districtFen));
        }
    }

    /**
     * Contribution for {@code numerator/denominator} of a year; empty when the order has no rate for this class and
     * status (a working-age person without qualifying status is not admitted).
     *
     * @param subsidised false: moved in after implementation, the person pays the whole (Art. 12, A14)
     */
    public Optional<Parts> of(
            InsuredClass cls, PersonStatus status, boolean subsidised, long numerator, long denominator) {
        return policy.file().contribution().table().stream()
                .filter(rate -> rate.cls() == cls && rate.statuses().contains(status))
                .findFirst()
                .map(rate -> parts(rate, subsidised, numerator, denominator));
    }

    private Parts parts(PolicyFile.Rate rate, boolean subsidised, long numerator, long denominator) {
        long total = HalfUp.multiplyDivide(rate.personalFen() + rate.governmentFen(), numerator, denominator);
        long personal = HalfUp.multiplyDivide(rate.personalFen(), numerator, denominator);
        if (!subsidised) {
            boolean whole = policy.readings().is("no_subsidy", "whole");
            return new Parts(whole ? total : personal, 0, 0, 0);
        }
        long government = total - personal;
        long city =
                HalfUp.multiplyDivide(government, policy.file().contribution().cityShareBp(), BASIS_POINTS);
        return new Parts(personal, government, city, government - city);
    }
}
