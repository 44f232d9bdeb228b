package org.sscard.issuer.intake;

/** One cell as the file holds it. A number and a formula are told apart from text: neither is a safe identifier. */
public record RosterCell(Kind kind, String text) {

    static final RosterCell EMPTY = new RosterCell(Kind.TEXT, "");

    public enum Kind {
        TEXT,
        NUMBER,
        FORMULA
    }

    static RosterCell text(String text) {
        return new RosterCell(Kind.TEXT, text.strip());
    }

    /** A cell is holder data. */
    @Override
    public String toString() {
        return "RosterCell[" + kind + " " + text.length() + "]";
    }
}
