package org.sscard.virtualcard.memory;

import java.util.Optional;
import org.sscard.virtualcard.crypto.ByteArrays;

/**
 * The content of the internal medical file (§2.1, DF04). Amounts in fen.
 *
 * @param loadSequence the number that the next INITIALIZE FOR LOAD returns
 * @param purchaseSequence the number that the next INITIALIZE FOR PURCHASE returns
 * @param account personal account balance, CIA
 * @param selfPay self-pay total of the payment year, SPIP
 * @param pool pooled-fund total of the payment year, SPFP
 * @param year payment year, 0 to 9999
 * @param startingDay MMDD as a number, 1 January = 101
 */
public record MedicalAmounts(
        int loadSequence, int purchaseSequence, long account, long selfPay, long pool, int year, int startingDay) {

    public static final int LENGTH = 20;
    public static final int MAX_SEQUENCE = 0xFFFF;
    public static final long MAX_AMOUNT = 0xFFFF_FFFFL;
    public static final MedicalAmounts EMPTY = new MedicalAmounts(0, 0, 0, 0, 0, 0, 101);

    private static final int ONE_YEAR = 10_000;

    /** From the 20 bytes of §2.1; empty when year or starting day are not decimal. */
    public static Optional<MedicalAmounts> of(byte[] bytes) {
        Optional<Integer> year = Bcd.number(ByteArrays.slice(bytes, 16, 2));
        Optional<Integer> day = Bcd.number(ByteArrays.slice(bytes, 18, 2));
        if (year.isEmpty() || day.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MedicalAmounts(
                (int) ByteArrays.number(ByteArrays.slice(bytes, 0, 2)),
                (int) ByteArrays.number(ByteArrays.slice(bytes, 2, 2)),
                ByteArrays.number(ByteArrays.slice(bytes, 4, 4)),
                ByteArrays.number(ByteArrays.slice(bytes, 8, 4)),
                ByteArrays.number(ByteArrays.slice(bytes, 12, 4)),
                year.get(),
                day.get()));
    }

    /** @param monthAndDay MMDD as a number */
    public static boolean isDayOfYear(int monthAndDay) {
        int month = monthAndDay / 100;
        int day = monthAndDay % 100;
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    public byte[] yearBcd() {
        return Bcd.bytes(year, 2);
    }

    public byte[] startingDayBcd() {
        return Bcd.bytes(startingDay, 2);
    }

    public MedicalAmounts afterLoad(long amount) {
        return new MedicalAmounts(
                loadSequence + 1, purchaseSequence, account + amount, selfPay, pool, year, startingDay);
    }

    /**
     * Year rule (§5.4): with n = date − (year × 10000 + starting day), 0 ≤ n &lt; 10000 adds to the totals; otherwise
     * the payment year becomes the latest year whose starting day is not after the date, and the totals begin again.
     *
     * @param date YYYYMMDD as a number
     */
    public MedicalAmounts afterPurchase(long fromAccount, long paidBySelf, long paidByPool, int date) {
        int n = date - (year * ONE_YEAR + startingDay);
        boolean sameYear = n >= 0 && n < ONE_YEAR;
        int newYear = sameYear ? year : yearOf(date);
        return new MedicalAmounts(
                loadSequence,
                purchaseSequence + 1,
                account - fromAccount,
                (sameYear ? selfPay : 0) + paidBySelf,
                (sameYear ? pool : 0) + paidByPool,
                newYear,
                startingDay);
    }

    public MedicalAmounts withStartingDay(int newStartingDay) {
        return new MedicalAmounts(loadSequence, purchaseSequence, account, selfPay, pool, year, newStartingDay);
    }

    private int yearOf(int date) {
        int calendarYear = date / ONE_YEAR;
        return date % ONE_YEAR >= startingDay ? calendarYear : Math.max(calendarYear - 1, 0);
    }
}
