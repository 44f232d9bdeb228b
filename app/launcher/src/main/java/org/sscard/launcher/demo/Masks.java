package org.sscard.launcher.demo;

/** What may be shown of a holder. */
final class Masks {
    private Masks() {}

    /** 张三丰 becomes 张**. */
    static String name(String name) {
        int first = name.offsetByCodePoints(0, Math.min(1, name.codePointCount(0, name.length())));
        return name.substring(0, first) + "*".repeat(name.codePointCount(first, name.length()));
    }

    /** The first six and the last four characters stay. */
    static String number(String number) {
        return number.length() <= 10
                ? "*".repeat(number.length())
                : number.substring(0, 6) + "*".repeat(number.length() - 10) + number.substring(number.length() - 4);
    }

    /** The last four characters stay. */
    static String cardNumber(String number) {
        return number.length() <= 4 ? number : "*".repeat(number.length() - 4) + number.substring(number.length() - 4);
    }
}
