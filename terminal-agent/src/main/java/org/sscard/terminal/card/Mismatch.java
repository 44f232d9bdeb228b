package org.sscard.terminal.card;

/** What follows when the new PIN and its repetition differ. */
public enum Mismatch {
    /** PIN_DIFFERS: a calling program decides (terminal interface §3, −34). */
    REFUSE,
    /** Both are asked for again: the kiosk goes back to its second step (terminal interface §9). */
    ASK_AGAIN
}
