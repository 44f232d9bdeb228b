package org.sscard.issuer.workflow;

/** What is applied for; who may do what in which order stands in {@link WorkflowTable}. */
public enum WorkflowKind {
    REGISTRATION,
    CHANGE_APPROVAL,
    CHANGE_FILING,
    KEY_REQUEST,
    PSAM_REQUEST,
    GENERAL_TEST
}
