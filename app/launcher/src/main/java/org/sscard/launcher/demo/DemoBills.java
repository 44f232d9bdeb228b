package org.sscard.launcher.demo;

import java.time.LocalDate;
import org.sscard.sdk.Bill;
import org.sscard.sdk.BillKind;
import org.sscard.sdk.FeeLine;

/** What the demo's hospital and pharmacy charge; items and institutions are those of the insurer's sandbox. */
final class DemoBills {
    static final String HOSPITAL = "H21100200014";
    static final String PHARMACY = "P21100200018";
    /** Loses answers on purpose: a total that ends in 02 fen is posted and not answered. */
    static final String HOSPITAL_ON_A_BAD_LINE = "H21100200019";

    private static final int DAYS = 5;

    private DemoBills() {}

    /** A stay with lines of all three catalogue classes and a bed above its ceiling. */
    static Bill stay(String person, String visit, LocalDate today) {
        return Bill.inpatient(person, visit, today.minusDays(DAYS), today)
                .with(FeeLine.of("1", "XSANDBOX000000000022", "30.00", "5"))
                .with(FeeLine.of("2", "XSANDBOX000000000001", "35.60", "12"))
                .with(FeeLine.of("3", "XSANDBOX000000000013", "68.50", "20"))
                .with(FeeLine.of("4", "XSANDBOX000000000010", "1200.00", "1"))
                .with(FeeLine.of("5", "XSANDBOX000000000023", "45.00", "2"))
                .diagnosedAs("J18.900");
    }

    static Bill shortStay(String person, String visit, LocalDate today) {
        return Bill.inpatient(person, visit, today.minusDays(1), today)
                .with(FeeLine.of("1", "XSANDBOX000000000010", "860.00", "1"))
                .with(FeeLine.of("2", "XSANDBOX000000000002", "12.40", "3"));
    }

    static Bill stayWhoseAnswerIsLost(String person, String visit, LocalDate today) {
        return Bill.inpatient(person, visit, today.minusDays(1), today)
                .with(FeeLine.of("1", "XSANDBOX000000000010", "950.02", "1"));
    }

    static Bill purchase(String person, String visit, LocalDate today) {
        return Bill.oneDay(BillKind.PHARMACY, person, visit, today)
                .with(FeeLine.of("1", "XSANDBOX000000000003", "18.90", "2"))
                .with(FeeLine.of("2", "XSANDBOX000000000030", "128.00", "1"));
    }
}
