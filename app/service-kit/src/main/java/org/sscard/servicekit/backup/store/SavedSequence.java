package org.sscard.servicekit.backup.store;

/** A sequence as it stood after the tables were copied: never behind a number that a row holds. */
public record SavedSequence(String name, long lastValue, boolean called) {}
