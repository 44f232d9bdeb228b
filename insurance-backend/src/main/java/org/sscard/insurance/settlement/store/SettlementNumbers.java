package org.sscard.insurance.settlement.store;

import org.sscard.insurance.store.DatabaseSession;

/**
 * Numbers of settlements. The database hands them out in blocks; within a process they rise in the order in which they are
 * drawn, and a number is drawn once whatever becomes of its transaction.
 */
public final class SettlementNumbers {

    /** As the sequence counts: {@code alter sequence settlement_number increment by 64}. */
    private static final int BLOCK = 64;

    private long next;
    private long end;

    public synchronized long next(DatabaseSession session) {
        if (next == end) {
            next = session.handle()
                    .createQuery("select nextval('settlement_number')")
                    .mapTo(Long.class)
                    .one();
            end = next + BLOCK;
        }
        return next++;
    }
}
