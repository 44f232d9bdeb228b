package org.sscard.issuer.lifecycle;

/** Where the bank's function of a card stands, as the bank tells; the card's own state does not change with it. */
public enum BankState {
    NOT_OPENED,
    INACTIVE,
    ACTIVE,
    FROZEN,
    CLOSED
}
