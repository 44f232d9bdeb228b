package org.sscard.virtualcard.command;

/** How answers with data are handed over; the ATR is the same (§1, convention). */
public enum TransmissionMode {
    /** 61xx and 6Cxx are visible; data of a case-4 command waits for GET RESPONSE. */
    T0,
    /** Data comes at once, also when the command carries no Le. */
    T1
}
