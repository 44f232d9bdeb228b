package org.sscard.issuer.keyservice;

/** What the key service says to one proof. */
public enum TacVerdict {
    GENUINE,
    FALSE,
    /** Region or algorithm whose keys are not here. */
    NOT_OURS
}
