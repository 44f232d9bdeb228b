package org.sscard.terminal.card;

/** What opens a file whose rule is "PIN or key" (iAuthType of the terminal interface, §1). */
public enum ReadingRight {
    PIN,
    KEY
}
