package org.sscard.servicekit.pages;

/** What stands in a table's cell or beside a label. */
public sealed interface Cell {

    record Text(String text) implements Cell {}

    /** An identifier, in a type that tells 0 from O. */
    record Code(String text) implements Cell {}

    record Money(long fen) implements Cell {}

    record Count(long count) implements Cell {}

    record Link(String href, String text) implements Cell {}

    record State(Chip chip) implements Cell {}
}
