package org.sscard.insurance.enrolment.review;

/** Where an application stands; what it can do from there is data (enrolment-flow.yaml). */
public enum ApplicationState {
    /** Papers are missing. */
    DRAFT,
    COMPLETE,
    REPORTED,
    UNDER_REVIEW,
    ADMITTED,
    REJECTED,
    WITHDRAWN
}
