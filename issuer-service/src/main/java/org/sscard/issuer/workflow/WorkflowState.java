package org.sscard.issuer.workflow;

/** Where a record stands; names and what follows are in {@link WorkflowTable}. */
public enum WorkflowState {
    DRAFT,
    APPLIED,
    RETURNED,
    REVIEWED,
    APPROVED,
    FILED,
    HANDING_OVER,
    DONE,
    REFUSED,
    WITHDRAWN,
    REVOKED
}
