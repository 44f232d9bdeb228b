package org.sscard.issuer.lifecycle;

/** Where a request comes from; who may speak for a channel stands in {@code lifecycle.json}. */
public enum Channel {
    COUNTER,
    KIOSK,
    TELEPHONE,
    WEB,
    BUREAU,
    MACHINE
}
