package org.sscard.spec.layout;

import java.util.Optional;

/** The three generations of the card (card specification §9), told apart by element 03. */
public enum SpecificationVersion {
    V1_0("1.00"),
    V2_0("2.00"),
    V3_0("3.00");

    private final String text;

    SpecificationVersion(String text) {
        this.text = text;
    }

    /** The value that a new card of this generation carries in element 03. */
    public String text() {
        return text;
    }

    /**
     * The generation that element 03 names: 1.0x or empty, 2.0x, 3.0x (§9).
     *
     * @param element03 the trimmed value of element 03
     * @return empty when the value belongs to no generation
     */
    public static Optional<SpecificationVersion> ofElement03(String element03) {
        if (element03.isEmpty()) {
            return Optional.of(V1_0);
        }
        for (SpecificationVersion version : values()) {
            if (element03.length() == version.text.length() && element03.startsWith(version.text.substring(0, 3))) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
