package org.sscard.issuer.intake;

/** One cell as the file holds it. A number and a formula are told apart from text: neither is a safe identifier. */
record RosterCell(Kind kind, String text) {

    static final RosterCell EMPTY = new RosterCell(Kind.TEXT, "");

    enum Kind {
        TEXT,
        NUMBER,
        FORMULA
    }

    static RosterCell text(String text) {
        return new RosterCell(Kind.TEXT, text.strip());
    }
}
