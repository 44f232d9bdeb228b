package org.sscard.issuer.face;

import java.awt.image.BufferedImage;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Whose card it is: what is printed on the back.
 *
 * @param issued empty while no chip was bound to the card; so is {@code validUntil}
 */
public record FaceHolder(
        String name,
        String socialSecurityNumber,
        String cardNumber,
        Optional<LocalDate> issued,
        Optional<LocalDate> validUntil,
        Optional<BufferedImage> photo) {

    /** A holder who does not exist, for a proof of the face alone. */
    public static FaceHolder sample() {
        return new FaceHolder(
                "样张",
                "000000000000000000",
                "A0000000X",
                Optional.of(LocalDate.of(2026, 1, 1)),
                Optional.of(LocalDate.of(2036, 1, 1)),
                Optional.empty());
    }

    String value(String item) {
        return switch (item) {
            case "NAME" -> name;
            case "SOCIAL_SECURITY_NUMBER" -> socialSecurityNumber;
            case "CARD_NUMBER" -> cardNumber;
            case "ISSUED" -> issued.map(LocalDate::toString).orElse("");
            case "VALID_UNTIL" -> validUntil.map(LocalDate::toString).orElse("");
            default -> throw new IllegalStateException("face.json has a field " + item);
        };
    }

    @Override
    public String toString() {
        return "FaceHolder[*]";
    }
}
