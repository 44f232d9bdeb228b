package org.sscard.insurance.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What a personal account is credited with: each month by age band, each year its interest (sample S3 to S6). */
public final class AccountRules {

    private static final long BASIS_POINTS = 10_000;

    private final EmployeePolicyFile.Account rules;

    AccountRules(EmployeePolicyFile.Account rules) {
        this.rules = rules;
    }

    /** An amount in fen with the step that explains it. */
    public record Credit(long amountFen, ExplanationStep step) {}

    /**
     * The credit of one month.
     *
     * @param firstOfMonth decides age and base
     * @param baseFen contribution base, of a retired person the pension
     */
    public Credit monthly(LocalDate birth, LocalDate firstOfMonth, long baseFen, boolean retired) {
        EmployeePolicyFile.Monthly monthly = rules.monthly();
        long age = ChronoUnit.YEARS.between(birth, firstOfMonth);
        int rate = retired ? monthly.retiredRateBp() : bandOf(age);
        long base = Math.max(monthly.baseFromFen(), Math.min(baseFen, monthly.baseToFen()));
        long amount = monthly.rounding().multiplyDivide(BigInteger.valueOf(base), rate, BASIS_POINTS);
        return new Credit(
                amount,
                new ExplanationStep(
                        "S3+S4",
                        "%s：缴费基数 %s（上下限内 %s）× %s = %s"
                                .formatted(
                                        retired ? "退休" : "满 " + age + " 周岁",
                                        yuan(baseFen),
                                        yuan(base),
                                        percent(rate),
                                        yuan(amount)),
                        "%s: base %s (within the limits %s) × %s = %s"
                                .formatted(
                                        retired ? "retired" : "aged " + age,
                                        yuan(baseFen),
                                        yuan(base),
                                        percent(rate),
                                        yuan(amount)),
                        amount));
    }

    private int bandOf(long age) {
        return rules.monthly().bands().stream()
                .filter(band -> band.fromAge() <= age)
                .max(Comparator.comparingInt(EmployeePolicyFile.Band::fromAge))
                .orElseThrow(() -> new CodedException(ErrorCode.POLICY_FILE_INVALID, "account/monthly/bands"))
                .rateBp();
    }

    /** A balance that held from one day on. */
    public record Balance(LocalDate from, long fen) {}

    /**
     * Interest of a calendar year on the balances at the end of its days.
     *
     * @param balances ascending by day; the first may be older than the year
     */
    public Credit interest(int year, List<Balance> balances) {
        LocalDate end = LocalDate.of(year + 1, 1, 1);
        BigInteger products = BigInteger.ZERO;
        for (int i = 0; i < balances.size(); i++) {
            LocalDate begin = later(balances.get(i).from(), LocalDate.of(year, 1, 1));
            LocalDate until =
                    i + 1 < balances.size() ? earlier(balances.get(i + 1).from(), end) : end;
            long days = Math.max(0, ChronoUnit.DAYS.between(begin, until));
            products = products.add(BigInteger.valueOf(balances.get(i).fen()).multiply(BigInteger.valueOf(days)));
        }
        EmployeePolicyFile.Interest interest = rules.interest();
        long amount = interest.rounding()
                .multiplyDivide(products, interest.rateBp(), Math.multiplyExact(BASIS_POINTS, interest.dayBase()));
        return new Credit(
                amount,
                new ExplanationStep(
                        "S5+S6",
                        "积数 %s × %s ÷ %d = %s"
                                .formatted(
                                        yuan(products), percent(interest.rateBp()), interest.dayBase(), yuan(amount)),
                        "daily balances %s × %s ÷ %d = %s"
                                .formatted(
                                        yuan(products), percent(interest.rateBp()), interest.dayBase(), yuan(amount)),
                        amount));
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private static String yuan(long fen) {
        return yuan(BigInteger.valueOf(fen));
    }

    private static String yuan(BigInteger fen) {
        return new BigDecimal(fen, 2).toPlainString();
    }

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
