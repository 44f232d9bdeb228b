package org.sscard.issuer.lifecycle;

/** What may be done with a card; from where to where, by which channel and why is {@code lifecycle.json}. */
public enum CardAction {
    REVIEW,
    REJECT,
    WITHDRAW,
    GATHER,
    PERSONALISE,
    TEAR,
    PASS,
    SPOIL,
    DISPATCH,
    RECEIVE,
    LOSE_IN_TRANSIT,
    COLLECT,
    RETURN,
    DESTROY,
    ACTIVATE,
    REPORT_TEMPORARY_LOSS,
    REPORT_LOSS,
    LIFT_TEMPORARY_LOSS,
    LIFT_LOSS,
    BLOCK_PIN,
    RESET_PIN,
    REQUEST_REPLACEMENT,
    CANCEL,
    END_REPLACED
}
