package org.sscard.terminal.reader;

import org.jspecify.annotations.Nullable;

/** What lies in a reader at one moment. Immutable. */
public final class Presence {

    private final byte @Nullable [] atr;
    private final long generation;

    private Presence(byte @Nullable [] atr, long generation) {
        this.atr = atr;
        this.generation = generation;
    }

    /** @param generation changes with every card that the reader notices, so that a card swapped between two looks shows */
    public static Presence empty(long generation) {
        return new Presence(null, generation);
    }

    public static Presence of(byte[] atr, long generation) {
        return new Presence(atr.clone(), generation);
    }

    public boolean cardPresent() {
        return atr != null;
    }

    public long generation() {
        return generation;
    }

    /** Answer to reset; empty without a card. */
    public byte[] atr() {
        return atr == null ? new byte[0] : atr.clone();
    }

    /** The same card is the same presence: personalisation gives it another ATR while it lies in the reader. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Presence that && generation == that.generation && cardPresent() == that.cardPresent();
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(cardPresent()) * 31 + Long.hashCode(generation);
    }

    @Override
    public String toString() {
        return cardPresent() ? "card present" : "empty";
    }
}
