package org.sscard.servicekit.pages;

import java.time.LocalDate;

/** What stands in a table's cell or beside a label. */
public sealed interface Cell {

    record Text(String text) implements Cell {}

    /** An identifier, in a type that tells 0 from O. */
    record Code(String text) implements Cell {}

    /** Kept on one line: 2026-11-22. */
    record Day(LocalDate day) implements Cell {}

    record Money(long fen) implements Cell {}

    record Count(long count) implements Cell {}

    record Link(String href, String text) implements Cell {}

    record State(Chip chip) implements Cell {}
}
