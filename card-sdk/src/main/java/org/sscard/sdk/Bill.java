package org.sscard.sdk;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What an institution asks to be split: a stay, a visit or a sale.
 *
 * @param kind decides the articles that apply
 * @param socialSecurityNumber of the insured person, as {@link BasicData} gives it
 * @param visit the institution's own number of the stay, visit or sale; at most one live settlement each
 * @param admittedOn first day; for visits and sales the day itself
 * @param dischargedOn last day; for visits and sales the same day
 * @param lines at least one
 * @param emergency whether a stay began as an emergency
 * @param diagnosis main diagnosis, ICD-10; may be empty
 * @param cause excluded by Order 102 Art. 26, as the policy file names it, such as TRAFFIC_ACCIDENT; empty: none
 * @param cardLater the card was not shown at admission: the fund pays when {@link MedicalSettlement#presentCard} was in
 *     time (Art. 19)
 */
public record Bill(
        BillKind kind,
        String socialSecurityNumber,
        String visit,
        LocalDate admittedOn,
        LocalDate dischargedOn,
        List<FeeLine> lines,
        boolean emergency,
        String diagnosis,
        String cause,
        boolean cardLater) {

    public Bill {
        lines = List.copyOf(lines);
    }

    /** A bill of no excluded cause, with the card shown at admission. */
    public Bill(
            BillKind kind,
            String socialSecurityNumber,
            String visit,
            LocalDate admittedOn,
            LocalDate dischargedOn,
            List<FeeLine> lines,
            boolean emergency,
            String diagnosis) {
        this(kind, socialSecurityNumber, visit, admittedOn, dischargedOn, lines, emergency, diagnosis, "", false);
    }

    /** A stay from admission to discharge. */
    public static Bill inpatient(
            String socialSecurityNumber, String visit, LocalDate admittedOn, LocalDate discharged) {
        return new Bill(BillKind.INPATIENT, socialSecurityNumber, visit, admittedOn, discharged, List.of(), false, "");
    }

    /** A visit or a sale of one day. */
    public static Bill oneDay(BillKind kind, String socialSecurityNumber, String visit, LocalDate day) {
        return new Bill(kind, socialSecurityNumber, visit, day, day, List.of(), false, "");
    }

    public Bill with(FeeLine line) {
        List<FeeLine> more = new ArrayList<>(lines);
        more.add(line);
        return new Bill(
                kind,
                socialSecurityNumber,
                visit,
                admittedOn,
                dischargedOn,
                more,
                emergency,
                diagnosis,
                cause,
                cardLater);
    }

    public Bill asEmergency() {
        return of(true, diagnosis, cause, cardLater);
    }

    public Bill diagnosedAs(String icd10) {
        return of(emergency, icd10, cause, cardLater);
    }

    /** What brought the person here is excluded by Art. 26. */
    public Bill causedBy(String excluded) {
        return of(emergency, diagnosis, excluded, cardLater);
    }

    /** An emergency whose card was not at hand (后补卡). */
    public Bill withCardLater() {
        return of(true, diagnosis, cause, true);
    }

    private Bill of(boolean anEmergency, String icd10, String excluded, boolean later) {
        return new Bill(
                kind,
                socialSecurityNumber,
                visit,
                admittedOn,
                dischargedOn,
                lines,
                anEmergency,
                icd10,
                excluded,
                later);
    }

    /** Without the person's number: bills end up in logs. */
    @Override
    public String toString() {
        return "Bill[" + kind + ", visit " + visit + ", " + lines.size() + " lines]";
    }
}
