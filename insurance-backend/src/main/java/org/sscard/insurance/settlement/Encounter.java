package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.Filing;
import org.sscard.insurance.enrolment.Institution;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.policy.AccumulationPeriod;
import org.sscard.insurance.policy.Adjudication;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.HospitalLevel;
import org.sscard.insurance.policy.Referral;
import org.sscard.insurance.policy.SchemeRules;
import org.sscard.insurance.policy.TreatmentFacts;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A bill joined with what the insurer knows of person, institution and items: everything that its split depends on.
 *
 * @param capReached the sandbox's drill: the fund is taken to have paid all it may
 */
record Encounter(Bill bill, InsuredPerson person, SchemeRules rules, TreatmentFacts facts, boolean capReached) {

    /** Joins a bill that is in form; an unknown person, institution or item, or another pool's person, is refused. */
    static Encounter of(DatabaseSession session, SchemeBook book, Bill bill) {
        return of(References.load(session, List.of(bill)), book, bill);
    }

    static Encounter of(References references, SchemeBook book, Bill bill) {
        Institution institution = references
                .institution(bill)
                .orElseThrow(() -> new CodedException(ErrorCode.INSTITUTION_UNKNOWN, bill.institution()));
        InsuredPerson person =
                references.person(bill).orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        if (!references.pooledRegions().contains(person.region())) {
            throw new CodedException(ErrorCode.INSURED_PERSON_OTHER_POOL, person.region());
        }
        BillSums sums = BillCheck.sums(bill, references.items());
        SchemeRules rules = book.of(person.scheme(), bill.admittedOn());
        if (!rules.supports(bill.kind()) || (institution.pharmacy() && bill.kind() != TreatmentKind.PHARMACY)) {
            throw new CodedException(ErrorCode.BILL_KIND_UNSUPPORTED);
        }
        String disease = references.diseases().get(bill.diagnosis());
        List<Filing> filings = references.filings(person);
        return new Encounter(
                bill,
                person,
                rules,
                facts(bill, sums, person, institution, filings, disease, rules),
                book.capReached(bill.institution(), sums.totalFen()));
    }

    private static TreatmentFacts facts(
            Bill bill,
            BillSums sums,
            InsuredPerson person,
            Institution institution,
            List<Filing> filings,
            @Nullable String disease,
            SchemeRules rules) {
        LocalDate admitted = bill.admittedOn();
        LocalDate bannedUntil = person.bannedUntil();
        return TreatmentFacts.of(bill.kind(), admitted, bill.dischargedOn(), sums)
                .insured(person.cls(), person.pupil())
                .cover(person.benefitStart(), person.coverEnd())
                .lentCard(bannedUntil != null && admitted.isBefore(bannedUntil))
                .institution(HospitalLevel.orHighest(institution.level()), institution.designated())
                .emergency(bill.emergency())
                .referral(referral(filings, bill))
                .disease(disease, disease != null && institution.specialist().contains(disease))
                .cause(bill.excludedCause())
                .cardShown(!bill.cardLater(), bill.cardAfterMinutes())
                .specialDiseaseRegistered(filed(filings, Filing.Kind.SPECIAL_DISEASE, bill))
                .transition(rules.inTransition(admitted))
                .build();
    }

    private static Referral referral(List<Filing> filings, Bill bill) {
        if (filed(filings, Filing.Kind.OUT_OF_TOWN, bill)) {
            return Referral.OUT_OF_TOWN;
        }
        return filed(filings, Filing.Kind.REFERRAL_UP, bill) ? Referral.UP : Referral.NONE;
    }

    private static boolean filed(List<Filing> filings, Filing.Kind kind, Bill bill) {
        return filings.stream()
                .anyMatch(filing -> filing.kind() == kind && filing.covers(bill.institution(), bill.admittedOn()));
    }

    AccumulationPeriod period() {
        return rules.periodOf(facts);
    }

    Split split(long usedFen, long balanceFen) {
        long used = capReached ? Math.max(usedFen, period().capFen()) : usedFen;
        Adjudication result = rules.adjudicate(facts, used, balanceFen);
        return Split.of(result, rules.explain(facts, result, balanceFen), rules.version());
    }

    /** What a quote promises: this bill of this person, with these shares. */
    Digest digest(Split split) {
        List<Object> parts = new ArrayList<>(List.of(
                bill.institution(),
                person.personId(),
                bill.kind(),
                bill.visit(),
                bill.admittedOn(),
                bill.dischargedOn(),
                bill.emergency(),
                bill.diagnosis(),
                split.shares()));
        for (BillLine line : bill.lines()) {
            parts.addAll(line.facts());
        }
        parts.addAll(bill.facts());
        return Digest.over(parts.toArray());
    }
}
