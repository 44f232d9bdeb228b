package org.sscard.sdk;

/** What a bill is for; decides which articles of the policy apply. */
public enum BillKind {
    /** Stay in hospital (住院). */
    INPATIENT,
    /** Ordinary visit (普通门诊). */
    OUTPATIENT,
    /** Registered outpatient special disease (门诊特殊病种). */
    OUTPATIENT_SPECIAL,
    /** Purchase in a pharmacy (药店购药). */
    PHARMACY
}
