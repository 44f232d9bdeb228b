package org.sscard.issuer.lifecycle;

/**
 * Where a card stands between application and destruction (Issuing §3). What may follow what, and how a state is called
 * in Chinese, is data: {@code lifecycle.json}, read by {@link LifeCycle}.
 */
public enum CardState {
    APPLIED,
    REVIEWED,
    REJECTED,
    WITHDRAWN,
    IN_BATCH,
    PERSONALISING,
    UNKNOWN,
    QC_PASSED,
    SPOILED,
    IN_TRANSIT,
    LOST_IN_TRANSIT,
    AT_BRANCH,
    RETURNED,
    DESTROYED,
    ISSUED,
    ACTIVE,
    PIN_BLOCKED,
    TEMP_LOST,
    LOST,
    REPLACING,
    CANCELLED
}
