package org.sscard.spec.layout;

import java.util.List;
import java.util.Optional;

/** The codes that a value may take. Readers keep codes that are missing here: local additions exist. */
public record CodeTable(String name, String zh, String en, List<Entry> entries) {

    public record Entry(String code, String zh, String en) {}

    public CodeTable {
        entries = List.copyOf(entries);
    }

    public Optional<Entry> entry(String code) {
        return entries.stream().filter(entry -> entry.code().equals(code)).findFirst();
    }
}
