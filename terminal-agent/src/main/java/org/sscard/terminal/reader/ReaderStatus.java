package org.sscard.terminal.reader;

/** One reader as a list shows it. */
public record ReaderStatus(String name, ReaderRole role, Presence presence, boolean leased) {}
