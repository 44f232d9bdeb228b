package org.sscard.servicekit.pages;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Values as people read them. Persons are masked here and nowhere else. */
public final class Display {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Display() {}

    /** Fen as ¥1,234.56. */
    public static String money(long fen) {
        String sign = fen < 0 ? "-" : "";
        // Long.MIN_VALUE has no positive twin; unsigned division reads it right.
        long amount = fen < 0 ? -fen : fen;
        long yuan = Long.divideUnsigned(amount, 100);
        long rest = Long.remainderUnsigned(amount, 100);
        return sign + "¥" + grouped(Long.toUnsignedString(yuan)) + "." + (rest < 10 ? "0" : "") + rest;
    }

    /** A count as 1,234. */
    public static String count(long count) {
        return count < 0 ? "-" + grouped(Long.toUnsignedString(-count)) : grouped(Long.toString(count));
    }

    /** 2026-11-22. */
    public static String date(LocalDate date) {
        return date.toString();
    }

    /** 2026-11-22 16:00:05 in the reader's zone. */
    public static String time(Instant instant, ZoneId zone) {
        return MINUTE.format(instant.atZone(zone));
    }

    /** An id number in the groups in which people read it: 210102 19900101 1234. */
    public static String idNumber(String idNumber) {
        return idNumber.length() == 18
                ? idNumber.substring(0, 6) + " " + idNumber.substring(6, 14) + " " + idNumber.substring(14)
                : idNumber;
    }

    /** The first six and the last four stay: 210102********1234. Anything short is masked whole. */
    public static String maskedIdNumber(String idNumber) {
        int length = idNumber.length();
        return length < 15
                ? "*".repeat(length)
                : idNumber.substring(0, 6) + "*".repeat(length - 10) + idNumber.substring(length - 4);
    }

    /** The family name stays: 张*. */
    public static String maskedName(String name) {
        int[] characters = name.codePoints().toArray();
        if (characters.length < 2) {
            return "*".repeat(characters.length);
        }
        return Character.toString(characters[0]) + "*".repeat(characters.length - 1);
    }

    /** The last four stay: *****1234. */
    public static String maskedCardNumber(String cardNumber) {
        int length = cardNumber.length();
        return length <= 4 ? "*".repeat(length) : "*".repeat(length - 4) + cardNumber.substring(length - 4);
    }

    private static String grouped(String digits) {
        StringBuilder grouped = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > 0; at -= 3) {
            grouped.insert(at, ',');
        }
        return grouped.toString();
    }
}
