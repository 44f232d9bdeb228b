package org.sscard.insurance.enrolment.review;

/** A step of the review. APPLY is the first and no transition. */
public enum ReviewAction {
    APPLY,
    SUPPLEMENT,
    REPORT,
    RECEIVE,
    RETURN,
    ADMIT,
    REJECT,
    WITHDRAW
}
