package org.sscard.issuer.custody;

/** What may be done in custody; who may, stands in {@link VerbTable}. */
public enum Verb {
    KEY_DRAW,
    KEY_ROTATE,
    KEY_ENTER,
    KEY_STATE,
    KEY_PERIOD,
    KEY_DESTROY,
    KEY_DELIVER,
    KEY_IMPORT,
    PSAM_ISSUE,
    PSAM_RECOVER,
    PSAM_LOST,
    CERTIFICATE_REVOKE,
    STOCK_VARIANCE,
    WASTE_DESTROY,
    BLACKLIST_LIFT,
    COS_APPROVE,
    COS_REVOKE,
    BATCH_RELEASE,
    PERSON_CORRECT,
    CONFLICT_DECIDE,
    CUSTODY_READ,
    AUDIT_READ
}
