package org.sscard.issuer.keyservice.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Terminal sequences that the key service draws as a PSAM would, and alarms. */
public final class TerminalStore {

    private static final long MAX_SEQUENCE = 0xFFFF_FFFFL;

    private final Jdbi jdbi;
    private final Clock clock;

    public TerminalStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /**
     * The next sequence number of a terminal, durably drawn: it is never drawn again.
     *
     * @param terminal 12 digits
     * @return from 1
     * @throws CodedException KEY_CALLER_REFUSED when the terminal number belongs to another caller, or ran out
     */
    public long nextSequence(String terminal, String caller) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into key_terminal (terminal, caller, next_sequence, first_used_at)
                        values (:terminal, :caller, 2, :now)
                        on conflict (terminal) do update set next_sequence = key_terminal.next_sequence + 1
                          where key_terminal.caller = :caller and key_terminal.next_sequence <= :max
                        returning next_sequence - 1""")
                        .bind("terminal", terminal)
                        .bind("caller", caller)
                        .bind("max", MAX_SEQUENCE)
                        .bind("now", clock.instant())
                        .mapTo(Long.class)
                        .findOne())
                .orElseThrow(() -> new CodedException(ErrorCode.KEY_CALLER_REFUSED, "terminal " + terminal));
    }

    /** Whether this caller drew sequences of the terminal. */
    public boolean belongsTo(String terminal, String caller) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "select count(*) from key_terminal where terminal = :terminal and caller = :caller")
                        .bind("terminal", terminal)
                        .bind("caller", caller)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    /** Somebody was over a limit. */
    public record Alarm(String caller, String kind, String detail, Instant at) {}

    /** Newest first. */
    public List<Alarm> newestAlarms(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from key_alarm order by raised_at desc, alarm_id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> new Alarm(
                        row.getString("caller"),
                        row.getString("kind"),
                        row.getString("detail"),
                        row.getTimestamp("raised_at").toInstant()))
                .list());
    }

    /** How many alarms there were since then. */
    public int alarmsSince(Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from key_alarm where raised_at >= :since")
                .bind("since", since)
                .mapTo(Integer.class)
                .one());
    }

    public void alarm(String caller, String kind, String detail) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into key_alarm (caller, kind, detail, raised_at) values (?, ?, ?, ?)",
                caller,
                kind,
                detail,
                clock.instant()));
    }
}
