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
 */
public record Bill(
        BillKind kind,
        String socialSecurityNumber,
        String visit,
        LocalDate admittedOn,
        LocalDate dischargedOn,
        List<FeeLine> lines,
        boolean emergency,
        String diagnosis) {

    public Bill {
        lines = List.copyOf(lines);
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
        return new Bill(kind, socialSecurityNumber, visit, admittedOn, dischargedOn, more, emergency, diagnosis);
    }

    public Bill asEmergency() {
        return new Bill(kind, socialSecurityNumber, visit, admittedOn, dischargedOn, lines, true, diagnosis);
    }

    public Bill diagnosedAs(String icd10) {
        return new Bill(kind, socialSecurityNumber, visit, admittedOn, dischargedOn, lines, emergency, icd10);
    }

    /** Without the person's number: bills end up in logs. */
    @Override
    public String toString() {
        return "Bill[" + kind + ", visit " + visit + ", " + lines.size() + " lines]";
    }
}
