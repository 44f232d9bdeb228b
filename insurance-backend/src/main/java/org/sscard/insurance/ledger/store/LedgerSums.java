package org.sscard.insurance.ledger.store;

import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;

/**
 * The ledger by day, account, scheme and kind: stored sums up to one entry, and what came after it added up when it is asked
 * for. So a page costs the same with a million settlements behind it.
 */
public final class LedgerSums {

    /** So few entries are quicker added up than stored. */
    private static final int WORTH_STORING = 10_000;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final int worthStoring;

    public LedgerSums() {
        this(WORTH_STORING);
    }

    /** @param worthStoring so many entries at least are stored at a time */
    public LedgerSums(int worthStoring) {
        this.worthStoring = worthStoring;
    }

    /** Stores what there is to store. Never waits for those who book, and lets them wait for a tenth of a second at most. */
    public void advance(DatabaseSessions sessions) {
        long behind = sessions.read(session -> newest(session) - reach(session));
        if (behind >= worthStoring) {
            decided(sessions).ifPresent(entry -> sessions.useTransaction(session -> store(session, entry)));
        }
    }

    private static long newest(DatabaseSession session) {
        return session.handle()
                .createQuery("select coalesce(max(entry_id), 0) from journal_entry")
                .mapTo(Long.class)
                .one();
    }

    /**
     * An entry up to which all are committed or never will be. Numbers are drawn before they are committed, so it is read
     * while nobody is booking; where somebody books for longer, the next caller finds out.
     */
    private static Optional<Long> decided(DatabaseSessions sessions) {
        try {
            return Optional.of(sessions.inTransaction(session -> {
                session.handle().execute("set local lock_timeout = '100ms'");
                session.handle().execute("lock table journal_entry in share mode");
                return newest(session);
            }));
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void store(DatabaseSession session, long upTo) {
        session.handle()
                .createQuery("select pg_advisory_xact_lock(hashtext('ledger_day'))::text")
                .mapTo(String.class)
                .list();
        long from = reach(session);
        if (from >= upTo) {
            return;
        }
        session.handle()
                .createUpdate("insert into ledger_day (day, account, scheme, kind, amount_fen) "
                        + added("j.entry_id > :from and j.entry_id <= :to")
                        + " on conflict (day, account, scheme, kind)"
                        + " do update set amount_fen = ledger_day.amount_fen + excluded.amount_fen")
                .bind("from", from)
                .bind("to", upTo)
                .execute();
        session.handle()
                .createUpdate("insert into ledger_day_reach (entry_id) values (:to)"
                        + " on conflict (single) do update set entry_id = excluded.entry_id")
                .bind("to", upTo)
                .execute();
    }

    private static long reach(DatabaseSession session) {
        return session.handle()
                .createQuery("select coalesce(max(entry_id), 0) from ledger_day_reach")
                .mapTo(Long.class)
                .one();
    }

    /** All that is read in this transaction is of one instant. Must come first in it. */
    public void oneInstant(DatabaseSession session) {
        session.handle().execute("set transaction isolation level repeatable read");
    }

    private static String added(String which) {
        return """
                select j.day, p.account, split_part(p.owner, '/', 2) as scheme, coalesce(s.kind, j.kind) as kind,
                       sum(p.amount_fen) as amount_fen
                from journal_entry j join posting p using (entry_id) left join settlement s using (settlement_id)
                where\s""" + which + " group by 1, 2, 3, 4";
    }

    /**
     * A table expression of day, account, scheme, kind and amount_fen, to stand after {@code from}; several rows of one key
     * are to be added up. It holds as long as the session's snapshot: read it in a repeatable read.
     */
    public String byDay(DatabaseSession session) {
        // A literal, so that the planner sees how few entries come after it.
        return "(select day, account, scheme, kind, amount_fen from ledger_day union all "
                + added("j.entry_id > " + reach(session)) + ") ledger_by_day";
    }
}
