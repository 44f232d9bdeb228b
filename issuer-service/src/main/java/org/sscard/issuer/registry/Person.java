package org.sscard.issuer.registry;

import java.time.LocalDate;
import org.sscard.servicekit.pages.Display;

/**
 * A cardholder as registered.
 *
 * @param idNumber 18 characters (社会保障号码)
 * @param sex code of GB/T 2261: 1, 2 or 9
 * @param ethnicGroup code of GB/T 3304
 * @param birthplace region code, 6 digits
 * @param hukouRegion region code of the household registration, 6 digits
 * @param hukouAddress may be empty
 * @param phone may be empty
 */
public record Person(
        String idNumber,
        String name,
        String sex,
        String ethnicGroup,
        String birthplace,
        LocalDate birthDate,
        String hukouRegion,
        String hukouAddress,
        String phone) {

    /** Holder data never reaches a log. */
    @Override
    public String toString() {
        return "Person[" + Display.maskedIdNumber(idNumber) + "]";
    }
}
