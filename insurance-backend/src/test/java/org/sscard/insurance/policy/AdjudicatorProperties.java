package org.sscard.insurance.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds of every split, whatever the bill. */
class AdjudicatorProperties {

    private static final Policy POLICY = Policy.liaoyang102();

    private final Adjudicator adjudicator = new Adjudicator(POLICY);

    @Property
    void everySplit_addsUpToTheFen(
            @ForAll("treatments") TreatmentFacts facts, @ForAll @LongRange(max = 3_000_000) long used) {
        Adjudication split = adjudicator.adjudicate(facts, used);
        BillSums bill = split.bill();

        assertThat(split.fundFen() + split.personFen()).isEqualTo(split.totalFen());
        assertThat(split.cashFen() + split.accountFen()).isEqualTo(split.personFen());
        assertThat(split.fundFen()).isBetween(0L, Math.max(0, split.period().capFen() - used));
        assertThat(split.deductibleFen()).isBetween(0L, bill.inScopeFen());
        assertThat(split.proportionalSelfPayFen()).isNotNegative();
        assertThat(split.overCapFen()).isNotNegative();
        if (split.payable()) {
            assertThat(bill.ownPayFen()
                            + bill.overLimitFen()
                            + bill.advanceFen()
                            + split.deductibleFen()
                            + split.fundFen()
                            + split.proportionalSelfPayFen()
                            + split.overCapFen())
                    .isEqualTo(split.totalFen());
        } else {
            assertThat(split.fundFen()).isZero();
            assertThat(split.usedAfterFen()).isEqualTo(used);
        }
    }

    @Property
    void theFund_isTheRoundedShareOfWhatIsAboveTheDeductible(@ForAll("treatments") TreatmentFacts facts) {
        Adjudication split = adjudicator.adjudicate(facts, 0);

        BigDecimal exact = BigDecimal.valueOf(facts.bill().inScopeFen() - split.deductibleFen())
                .multiply(BigDecimal.valueOf(split.ratioBp()))
                .movePointLeft(4);
        long expected =
                split.payable() ? exact.setScale(0, RoundingMode.HALF_UP).longValueExact() : 0;
        assertThat(split.fundCalculatedFen()).isEqualTo(expected);
    }

    @Property
    void everyStep_isExplainedWithAnArticle(@ForAll("treatments") TreatmentFacts facts) {
        Adjudication split = adjudicator.adjudicate(facts, 0);

        List<ExplanationStep> steps = Explanation.of(POLICY, facts, split);

        assertThat(steps).hasSizeGreaterThanOrEqualTo(2).allSatisfy(step -> {
            assertThat(step.article()).matches("\\d.*");
            assertThat(step.textZh()).matches(".*\\p{IsHan}.*");
            assertThat(step.textEn()).isNotBlank().doesNotContainPattern("\\p{IsHan}");
        });
    }

    @Property
    void aLine_isSplitAsExactArithmeticSays(@ForAll("lines") PricedLine line) {
        BillSums split = line.split();

        long amount = fen(line.price1e4(), line.quantity1e4());
        long ceiling = line.limit1e4() == null ? amount : fen(line.limit1e4(), line.quantity1e4());
        boolean classC = line.catalogueClass() == CatalogueClass.C;
        long over = classC ? 0 : Math.max(0, amount - ceiling);
        long advance = line.catalogueClass() == CatalogueClass.B
                ? BigDecimal.valueOf(amount - over)
                        .multiply(BigDecimal.valueOf(line.advanceBp(), 4))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact()
                : 0;
        assertThat(split)
                .isEqualTo(new BillSums(classC ? amount : 0, over, advance, classC ? 0 : amount - over - advance));
    }

    @Property
    void contributions_addUp(
            @ForAll InsuredClass cls,
            @ForAll PersonStatus status,
            @ForAll boolean subsidised,
            @ForAll @IntRange(min = 1, max = 12) int twelfths) {
        new Contributions(POLICY).of(cls, status, subsidised, twelfths, 12).ifPresent(parts -> {
            assertThat(parts.cityFen() + parts.districtFen()).isEqualTo(parts.governmentFen());
            assertThat(parts.personalFen() + parts.governmentFen()).isEqualTo(parts.totalFen());
            assertThat(parts.districtFen()).isNotNegative();
        });
    }

    private static long fen(long price1e4, long quantity1e4) {
        return BigDecimal.valueOf(price1e4, 4)
                .multiply(BigDecimal.valueOf(quantity1e4, 4))
                .movePointRight(2)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    @Provide
    Arbitrary<PricedLine> lines() {
        Arbitrary<Long> limits = Arbitraries.longs().between(0, 100_000_000);
        return Combinators.combine(
                        Arbitraries.longs().between(0, 1_000_000_000),
                        Arbitraries.longs().between(0, 10_000_000),
                        Arbitraries.of(CatalogueClass.class),
                        Arbitraries.of(0, 200, 500, 1000, 1500, 2000, 3000, 10_000),
                        limits.injectNull(0.5))
                .as(PricedLine::new);
    }

    @Provide
    Arbitrary<TreatmentFacts> treatments() {
        Arbitrary<LocalDate> days = Arbitraries.integers()
                .between(0, 2_000)
                .map(day -> LocalDate.of(2008, 7, 1).plusDays(day));
        Arbitrary<BillSums> bills =
                Combinators.combine(amounts(), amounts(), amounts(), amounts()).as(BillSums::new);
        Arbitrary<TreatmentFacts.Builder> stays = Combinators.combine(
                        Arbitraries.of(TreatmentKind.class),
                        days,
                        Arbitraries.integers().between(0, 200),
                        bills)
                .as((kind, admitted, length, bill) ->
                        TreatmentFacts.of(kind, admitted, admitted.plusDays(length), bill));
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        return Combinators.combine(
                        stays,
                        Arbitraries.of(InsuredClass.class),
                        Arbitraries.of(HospitalLevel.class),
                        Arbitraries.of(Referral.class),
                        flags.list().ofSize(8),
                        Arbitraries.of("PSYCHIATRIC", "HEPATITIS_B", "INFLUENZA")
                                .injectNull(0.5),
                        Arbitraries.of("ALCOHOL", "TRAFFIC_ACCIDENT").injectNull(0.9),
                        Arbitraries.integers().between(0, 3_000).injectNull(0.5))
                .as((stay, cls, level, referral, flag, disease, cause, minutes) -> stay.insured(cls, flag.get(0))
                        .institution(level, flag.get(1))
                        .emergency(flag.get(2))
                        .referral(referral)
                        .disease(disease, flag.get(3))
                        .cause(cause)
                        .lentCard(flag.get(4) && flag.get(5) && flag.get(6))
                        .specialDiseaseRegistered(flag.get(5))
                        .cardShown(flag.get(6), minutes)
                        .transition(flag.get(7))
                        .build());
    }

    private static Arbitrary<Long> amounts() {
        return Arbitraries.longs().between(0, 100_000_000);
    }
}
