package org.sscard.insurance.reconcile;

/** Where an institution's day stands; it only moves on. */
public enum DayState {
    OPEN,
    /** Nothing more is booked on it; what was on its way is waited for. */
    CUTTING,
    BALANCED,
    DIFFERENT,
    RESOLVED,
    SEALED
}
