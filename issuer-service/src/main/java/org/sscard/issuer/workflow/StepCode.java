package org.sscard.issuer.workflow;

/** What may be done with a record; from where, to where and by whom stands in {@link WorkflowTable}. */
public enum StepCode {
    /** It was begun; like the next two it is in the timeline only. */
    OPEN,
    CHANGE,
    ATTACH,
    SUBMIT,
    WITHDRAW,
    PASS,
    RETURN,
    SEND_BACK,
    APPROVE,
    REFUSE,
    REVOKE,
    FILE,
    LINK,
    COMPLETE
}
