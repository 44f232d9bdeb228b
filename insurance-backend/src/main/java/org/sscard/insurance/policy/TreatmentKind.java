package org.sscard.insurance.policy;

/** What was treated or bought: stay, registered outpatient special disease (门诊特殊病种), ordinary outpatient, pharmacy. */
public enum TreatmentKind {
    INPATIENT,
    OP_SPECIAL,
    OUTPATIENT,
    PHARMACY
}
