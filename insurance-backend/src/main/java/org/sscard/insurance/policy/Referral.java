package org.sscard.insurance.policy;

/** How the person came to this institution (转院), Order 102 Art. 23, 24. SENDING: this institution referred the person on. */
public enum Referral {
    NONE,
    UP,
    OUT_OF_TOWN,
    SENDING,
    UNAPPROVED
}
