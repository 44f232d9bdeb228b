package org.sscard.issuer.registry;

/**
 * Card numbers that a region may give out: a district letter, seven digits from {@code first} to {@code last}, and the
 * check character (card specification §3, element 07).
 */
public record NumberRange(String region, char district, int first, int last) {

    public NumberRange {
        if (district < 'A' || district > 'Z' || first < 1 || last < first || last > 9_999_999) {
            throw new IllegalArgumentException("not a card number range: " + district + " " + first + ".." + last);
        }
    }
}
