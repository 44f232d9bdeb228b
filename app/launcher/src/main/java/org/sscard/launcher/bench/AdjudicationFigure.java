package org.sscard.launcher.bench;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.PricedLine;
import org.sscard.insurance.policy.ResidentRules;
import org.sscard.insurance.policy.TreatmentFacts;
import org.sscard.insurance.policy.TreatmentKind;

/** The policy over many bills, beside a bare loop that does the same arithmetic over the same lines and knows no policy. */
final class AdjudicationFigure {

    private static final int BILLS = 2_000;
    private static final int LINES = 20;
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 31;

    private final ResidentRules rules = new ResidentRules(Policy.liaoyang102());
    private final LocalDate day;
    private final List<List<PricedLine>> bills = new ArrayList<>();
    private final long[] prices = new long[BILLS * LINES];
    private long ours;
    private long bare;

    AdjudicationFigure(LocalDate day) {
        this.day = day;
        for (int bill = 0; bill < BILLS; bill++) {
            List<PricedLine> lines = new ArrayList<>();
            for (int line = 0; line < LINES; line++) {
                long price = 10_000L + 37L * bill + 1_013L * line;
                prices[bill * LINES + line] = price;
                lines.add(new PricedLine(price, 30_000, CatalogueClass.B, 1_000, 900_000L));
            }
            bills.add(lines);
        }
    }

    Figure measure() {
        Rounds.Medians medians = Rounds.alternating(WARM_UP, ROUNDS, this::policy, this::arithmetic);
        if (ours != bare) {
            throw new IllegalStateException("the bare loop computes something else");
        }
        double lines = BILLS * (double) LINES;
        return Figure.besides(
                "adjudication-per-line",
                "裁定每行费用的时间，旁为同样行数的裸算术循环",
                "adjudication per line, beside a bare arithmetic loop over the same lines",
                "us",
                medians.first() / lines / 1e3,
                medians.second() / lines / 1e3);
    }

    private long policy() {
        long start = System.nanoTime();
        long fund = 0;
        for (List<PricedLine> lines : bills) {
            TreatmentFacts facts = TreatmentFacts.of(TreatmentKind.INPATIENT, day, day, BillSums.of(lines))
                    .insured(InsuredClass.ELDERLY, false)
                    .cover(day.minusYears(1), null)
                    .build();
            fund += rules.adjudicate(facts, 0, 0).fundFen();
        }
        ours = fund;
        return System.nanoTime() - start;
    }

    private long arithmetic() {
        long start = System.nanoTime();
        long fund = 0;
        for (int bill = 0; bill < BILLS; bill++) {
            long inScope = 0;
            for (int line = 0; line < LINES; line++) {
                long amount = (prices[bill * LINES + line] * 30_000 + 500_000) / 1_000_000;
                long over = Math.max(0, amount - (900_000L * 30_000 + 500_000) / 1_000_000);
                long advance = ((amount - over) * 1_000 + 5_000) / 10_000;
                inScope += amount - over - advance;
            }
            long deductible = Math.min(50_000, inScope);
            fund += Math.min(((inScope - deductible) * 4_500 + 5_000) / 10_000, 3_000_000);
        }
        bare = fund;
        return System.nanoTime() - start;
    }
}
