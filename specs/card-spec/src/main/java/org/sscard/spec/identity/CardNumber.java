package org.sscard.spec.identity;

import java.util.regex.Pattern;

/**
 * Card number, element 07 (§3): a letter for the district, seven digits or letters, and a check character. Issuing
 * demands a right check character; recorded test cards do not always have one, so readers only warn.
 */
public record CardNumber(String text) {

    private static final Pattern BODY = Pattern.compile("[A-Z][0-9A-Z]{7}");
    private static final Pattern FORM = Pattern.compile("[A-Z][0-9A-Z]{7}[0-9X]");
    private static final int[] WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    /** @throws IllegalArgumentException when form or check character are wrong */
    public CardNumber {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a card number: form or check character wrong");
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches() && checkCharacter(text.substring(0, 8)) == text.charAt(8);
    }

    /** @param body eight characters, the first a letter */
    public static CardNumber ofBody(String body) {
        return new CardNumber(body + checkCharacter(body));
    }

    /**
     * Weights 3,7,9,10,5,8,4,2; letters count A=10 to Z=35; 11 − (sum mod 11), 10 is X, 11 is 0.
     *
     * @throws IllegalArgumentException when the body is not a letter and seven digits or capital letters
     */
    public static char checkCharacter(String body) {
        if (!BODY.matcher(body).matches()) {
            throw new IllegalArgumentException("a card number's body is a letter and seven digits or capital letters");
        }
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * Character.digit(body.charAt(i), 36);
        }
        int check = 11 - sum % 11;
        return switch (check) {
            case 10 -> 'X';
            case 11 -> '0';
            default -> (char) ('0' + check);
        };
    }

    /** Masked: a full card number stays out of logs. */
    @Override
    public String toString() {
        return text.substring(0, 2) + "*****" + text.substring(7);
    }
}
