package org.sscard.insurance.policy;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the policy asks about one stay, visit or purchase (settlement rules §1.8). Facts not given take the
 * defaults of {@link #of}.
 *
 * @param cls insured class; null where the scheme has none
 * @param disease group of Art. 21 (PSYCHIATRIC, HEPATITIS_B, TUBERCULOSIS), or null
 * @param specialistInstitution the institution is the designated specialist for that disease
 * @param cause why treatment was needed, as the policy's table names it, or null
 * @param cardAfterMinutes minutes between admission and the card, where it was not shown at admission
 * @param transition the stay falls under the first year's transition (Art. 36)
 */
public record TreatmentFacts(
        TreatmentKind kind,
        LocalDate admittedOn,
        LocalDate dischargedOn,
        @Nullable InsuredClass cls,
        boolean pupil,
        HospitalLevel level,
        boolean designated,
        boolean emergency,
        Referral referral,
        @Nullable String disease,
        boolean specialistInstitution,
        @Nullable String cause,
        boolean lentCard,
        boolean specialDiseaseRegistered,
        boolean cardAtAdmission,
        @Nullable Integer cardAfterMinutes,
        boolean transition,
        @Nullable LocalDate benefitStart,
        @Nullable LocalDate coverEnd,
        BillSums bill) {

    /** A designated institution, card shown, no emergency, no referral, covered. */
    public static Builder of(TreatmentKind kind, LocalDate admittedOn, LocalDate dischargedOn, BillSums bill) {
        return new Builder(kind, admittedOn, dischargedOn, bill);
    }

    /** Sets what differs from the defaults. */
    public static final class Builder {
        private final TreatmentKind kind;
        private final LocalDate admittedOn;
        private final LocalDate dischargedOn;
        private final BillSums bill;
        private @Nullable InsuredClass cls;
        private boolean pupil;
        private HospitalLevel level = HospitalLevel.L3;
        private boolean designated = true;
        private boolean emergency;
        private Referral referral = Referral.NONE;
        private @Nullable String disease;
        private boolean specialistInstitution;
        private @Nullable String cause;
        private boolean lentCard;
        private boolean specialDiseaseRegistered;
        private boolean cardAtAdmission = true;
        private @Nullable Integer cardAfterMinutes;
        private boolean transition;
        private @Nullable LocalDate benefitStart;
        private @Nullable LocalDate coverEnd;

        private Builder(TreatmentKind kind, LocalDate admittedOn, LocalDate dischargedOn, BillSums bill) {
            this.kind = kind;
            this.admittedOn = admittedOn;
            this.dischargedOn = dischargedOn;
            this.bill = bill;
        }

        public Builder insured(@Nullable InsuredClass insuredClass, boolean isPupil) {
            this.cls = insuredClass;
            this.pupil = isPupil;
            return this;
        }

        public Builder cover(@Nullable LocalDate start, @Nullable LocalDate end) {
            this.benefitStart = start;
            this.coverEnd = end;
            return this;
        }

        public Builder lentCard(boolean lent) {
            this.lentCard = lent;
            return this;
        }

        public Builder institution(HospitalLevel hospitalLevel, boolean isDesignated) {
            this.level = hospitalLevel;
            this.designated = isDesignated;
            return this;
        }

        public Builder emergency(boolean isEmergency) {
            this.emergency = isEmergency;
            return this;
        }

        public Builder referral(Referral kindOfReferral) {
            this.referral = kindOfReferral;
            return this;
        }

        public Builder disease(@Nullable String group, boolean specialistForIt) {
            this.disease = group;
            this.specialistInstitution = specialistForIt;
            return this;
        }

        public Builder cause(@Nullable String named) {
            this.cause = named;
            return this;
        }

        public Builder specialDiseaseRegistered(boolean registered) {
            this.specialDiseaseRegistered = registered;
            return this;
        }

        public Builder cardShown(boolean atAdmission, @Nullable Integer afterMinutes) {
            this.cardAtAdmission = atAdmission;
            this.cardAfterMinutes = afterMinutes;
            return this;
        }

        public Builder transition(boolean inTransition) {
            this.transition = inTransition;
            return this;
        }

        public TreatmentFacts build() {
            return new TreatmentFacts(
                    kind,
                    admittedOn,
                    dischargedOn,
                    cls,
                    pupil,
                    level,
                    designated,
                    emergency,
                    referral,
                    disease,
                    specialistInstitution,
                    cause,
                    lentCard,
                    specialDiseaseRegistered,
                    cardAtAdmission,
                    cardAfterMinutes,
                    transition,
                    benefitStart,
                    coverEnd,
                    bill);
        }
    }
}
