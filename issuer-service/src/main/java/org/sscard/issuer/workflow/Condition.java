package org.sscard.issuer.workflow;

/** What must hold before a batch goes into production; names and codes are in {@link WorkflowTable}. */
public enum Condition {
    REGISTERED,
    ISSUER_ID,
    STRUCTURE,
    FACE,
    KEYS,
    CARD_OS,
    VENDOR,
    TESTED,
    QUANTITY
}
