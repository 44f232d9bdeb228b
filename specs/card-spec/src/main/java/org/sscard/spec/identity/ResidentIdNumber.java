package org.sscard.spec.identity;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Citizen identity number of GB 11643-1999: region 6, birth date 8, sequence 3 (odd = male), check character.
 * The social security number of element 08 is this number or one that an authority assigned in the same form.
 */
public record ResidentIdNumber(String text) {

    /** Why a number is not one. The caller says which row or field; the number itself is personal data. */
    public enum Defect {
        LENGTH,
        CHARACTERS,
        REGION,
        BIRTH_DATE,
        CHECK_CHARACTER
    }

    private static final Pattern FORM = Pattern.compile("[0-9]{17}[0-9X]");
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";

    /** @throws IllegalArgumentException when the number has a defect; the message does not repeat the number */
    public ResidentIdNumber {
        Optional<Defect> defect = defect(text);
        if (defect.isPresent()) {
            throw new IllegalArgumentException("not a resident id number: " + defect.get());
        }
    }

    /** The first defect of a text, empty when it is a valid number. */
    public static Optional<Defect> defect(String text) {
        if (text.length() != 18) {
            return Optional.of(Defect.LENGTH);
        }
        if (!FORM.matcher(text).matches()) {
            return Optional.of(Defect.CHARACTERS);
        }
        if (text.charAt(0) == '0') {
            return Optional.of(Defect.REGION);
        }
        if (parseDate(text.substring(6, 14)).isEmpty()) {
            return Optional.of(Defect.BIRTH_DATE);
        }
        return checkCharacter(text.substring(0, 17)) == text.charAt(17)
                ? Optional.empty()
                : Optional.of(Defect.CHECK_CHARACTER);
    }

    /** @param body the first 17 digits */
    public static char checkCharacter(String body) {
        if (body.length() != WEIGHTS.length || !body.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("the body of a resident id number has 17 digits");
        }
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (body.charAt(i) - '0');
        }
        return CHECK_CHARACTERS.charAt(sum % 11);
    }

    public RegionCode region() {
        return new RegionCode(text.substring(0, 6));
    }

    public LocalDate birthDate() {
        return parseDate(text.substring(6, 14)).orElseThrow();
    }

    public boolean isMale() {
        return (text.charAt(16) - '0') % 2 == 1;
    }

    private static Optional<LocalDate> parseDate(String digits) {
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(digits.substring(0, 4)),
                    Integer.parseInt(digits.substring(4, 6)),
                    Integer.parseInt(digits.substring(6, 8))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Masked: personal data stays out of logs. */
    @Override
    public String toString() {
        return text.substring(0, 6) + "********" + text.substring(14);
    }
}
