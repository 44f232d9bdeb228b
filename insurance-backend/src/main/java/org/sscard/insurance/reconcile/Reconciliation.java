package org.sscard.insurance.reconcile;

import java.time.LocalDate;
import org.sscard.insurance.reconcile.store.DayTotalsStore;
import org.sscard.insurance.store.DatabaseSessions;

/** What an institution compares its own day with. */
public final class Reconciliation {

    private final DatabaseSessions sessions;
    private final DayTotalsStore totals = new DayTotalsStore();

    public Reconciliation(DatabaseSessions sessions) {
        this.sessions = sessions;
    }

    public DayTotals dayTotals(String institution, LocalDate day) {
        return sessions.read(session -> totals.totals(session, institution, day));
    }
}
