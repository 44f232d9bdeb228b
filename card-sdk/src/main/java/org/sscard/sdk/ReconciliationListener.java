package org.sscard.sdk;

/** Hears of each day that the SDK reconciled on its own; called on a daemon thread of the SDK. */
@FunctionalInterface
public interface ReconciliationListener {
    /** A day that differs is told again with every attempt, about once an hour, until it is level or resolved. */
    void reconciled(DayReconciliation day);
}
