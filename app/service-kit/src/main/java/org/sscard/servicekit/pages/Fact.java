package org.sscard.servicekit.pages;

/** A label with its value, for a panel. */
public record Fact(Label label, Cell value) {

    public static Fact of(String zh, String en, String value) {
        return new Fact(Label.of(zh, en), new Cell.Text(value));
    }

    public static Fact code(String zh, String en, String value) {
        return new Fact(Label.of(zh, en), new Cell.Code(value));
    }

    public static Fact money(String zh, String en, long fen) {
        return new Fact(Label.of(zh, en), new Cell.Money(fen));
    }

    public static Fact state(String zh, String en, Chip chip) {
        return new Fact(Label.of(zh, en), new Cell.State(chip));
    }
}
