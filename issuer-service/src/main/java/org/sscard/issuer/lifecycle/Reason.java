package org.sscard.issuer.lifecycle;

/** Why a card is moved. */
public enum Reason {
    HOLDER_REQUEST,
    CARD_LOST,
    CARD_STOLEN,
    CARD_FOUND,
    CARD_DAMAGED,
    CARD_EXPIRED,
    DATA_CHANGED,
    PIN_FORGOTTEN,
    PIN_TRIES_USED,
    HOLDER_DIED,
    HOLDER_MOVED,
    APPLICATION_WRONG,
    CHECKS_PASSED,
    QUALITY,
    COUNTS_AGREE,
    NOT_ARRIVED,
    NOT_COLLECTED,
    PERIOD_ENDED,
    PRODUCTION,
    ORDER
}
