package org.sscard.issuer.face;

import java.awt.image.BufferedImage;
import java.time.LocalDate;
import java.util.Optional;

/** Whose card it is: what is printed on the back. */
public record FaceHolder(
        String name,
        String socialSecurityNumber,
        String cardNumber,
        LocalDate issued,
        LocalDate validUntil,
        Optional<BufferedImage> photo) {

    /** A holder who does not exist, for a proof of the face alone. */
    public static FaceHolder sample() {
        return new FaceHolder(
                "样张",
                "000000000000000000",
                "A0000000X",
                LocalDate.of(2026, 1, 1),
                LocalDate.of(2036, 1, 1),
                Optional.empty());
    }

    String value(String item) {
        return switch (item) {
            case "NAME" -> name;
            case "SOCIAL_SECURITY_NUMBER" -> socialSecurityNumber;
            case "CARD_NUMBER" -> cardNumber;
            case "ISSUED" -> issued.toString();
            case "VALID_UNTIL" -> validUntil.toString();
            default -> throw new IllegalStateException("face.json has a field " + item);
        };
    }

    @Override
    public String toString() {
        return "FaceHolder[*]";
    }
}
