package org.sscard.terminal.card;

/** What opens a file whose rule is "PIN or key" (iAuthType of the terminal interface, §1). */
public enum ReadingRight {
    PIN,
    KEY,
    /** The caller named none: enough where the rule leaves no choice. */
    UNSTATED
}
