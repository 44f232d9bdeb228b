package org.sscard.insurance.reconcile;

import java.time.LocalDate;
import org.jdbi.v3.core.Jdbi;
import org.sscard.insurance.reconcile.store.DayTotalsStore;

/** What an institution compares its own day with. */
public final class Reconciliation {

    private final Jdbi jdbi;
    private final DayTotalsStore totals = new DayTotalsStore();

    public Reconciliation(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public DayTotals dayTotals(String institution, LocalDate day) {
        return jdbi.withHandle(handle -> totals.totals(handle, institution, day));
    }
}
