package org.sscard.issuer.lifecycle;

/** What ends by itself after a time that each region sets. */
public enum Period {
    TEMPORARY_LOSS,
    COLLECTION
}
