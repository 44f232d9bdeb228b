package org.sscard.issuer.psam.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.psam.PsamAllowance;
import org.sscard.issuer.psam.PsamOrder;
import org.sscard.issuer.psam.PsamRecord;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The inventory of PSAMs; every change has its line of history. */
public final class PsamStore {

    private static final long ISSUING_LOCK = 0x7073616DL;

    private final Jdbi jdbi;
    private final Clock clock;
    private final PsamAllowance allowance;

    /** What happened to a PSAM. */
    public record Line(String from, String to, String who, String why, Instant at) {}

    public PsamStore(Database database, Clock clock, PsamAllowance allowance) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.allowance = allowance;
    }

    /** @throws CodedException PSAM_NOT_APPROVED */
    public void requireAllowed(PsamOrder order) {
        jdbi.useTransaction(handle -> requireAllowed(handle, order));
    }

    /** One after the other: two that begin at once do not both become the last one. */
    private void requireAllowed(Handle handle, PsamOrder order) {
        handle.execute("select pg_advisory_xact_lock(?)", ISSUING_LOCK);
        int issued = handle.createQuery("""
                        select count(*) from psam where region = :region and level = :level and purpose = :purpose
                          and state in ('ISSUING', 'ISSUED', 'LOST')""")
                .bind("region", order.region())
                .bind("level", order.level())
                .bind("purpose", order.purpose())
                .mapTo(Integer.class)
                .one();
        allowance.require(handle, order, issued);
    }

    /**
     * @throws CodedException PSAM_KNOWN for a serial that is in the inventory: a PSAM is issued once; PSAM_NOT_APPROVED
     */
    public void begin(PsamOrder order, String terminal, String by) {
        jdbi.useTransaction(handle -> {
            requireAllowed(handle, order);
            int added = handle.createUpdate("""
                            insert into psam (serial, terminal, level, region, algorithm, purpose, state, keys, changed_at)
                            values (:serial, :terminal, :level, :region, :algorithm, :purpose, 'ISSUING', 0, :now)
                            on conflict do nothing""")
                    .bind("serial", order.serial())
                    .bind("terminal", terminal)
                    .bind("level", order.level())
                    .bind("region", order.region())
                    .bind("algorithm", order.algorithm().name())
                    .bind("purpose", order.purpose())
                    .bind("now", clock.instant())
                    .execute();
            if (added == 0) {
                throw new CodedException(ErrorCode.PSAM_KNOWN, order.serial());
            }
            note(handle, order.serial(), null, PsamRecord.State.ISSUING, by, order.purpose());
        });
    }

    public PsamRecord finish(String serial, PsamRecord.State state, int keys, String by, String why) {
        return jdbi.inTransaction(handle -> {
            PsamRecord before = locked(handle, serial);
            handle.createUpdate(
                            "update psam set state = :state, keys = :keys, changed_at = :now where serial = :serial")
                    .bind("serial", serial)
                    .bind("state", state.name())
                    .bind("keys", keys)
                    .bind("now", clock.instant())
                    .execute();
            note(handle, serial, before.state(), state, by, why);
            return locked(handle, serial);
        });
    }

    /** @throws CodedException PSAM_UNKNOWN, PSAM_STATE_REFUSED when it is in none of these states */
    public PsamRecord require(String serial, PsamRecord.State... states) {
        PsamRecord found = find(serial).orElseThrow(() -> new CodedException(ErrorCode.PSAM_UNKNOWN, serial));
        if (!Set.of(states).contains(found.state())) {
            throw new CodedException(
                    ErrorCode.PSAM_STATE_REFUSED, serial, found.state().zh());
        }
        return found;
    }

    public Optional<PsamRecord> find(String serial) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from psam where serial = :serial")
                .bind("serial", serial)
                .map((row, context) -> read(row))
                .findOne());
    }

    /** Those whose serial, terminal, purpose or region contains the text; newest first. */
    public List<PsamRecord> search(String text, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from psam where strpos(serial || ' ' || terminal || ' ' || purpose || ' ' || region, :text) > 0
                        order by changed_at desc, serial limit :limit""")
                .bind("text", text)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    /** How many there are of each purpose and state. */
    public Map<String, Long> counts() {
        return jdbi.withHandle(handle -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            handle.createQuery("select purpose || ' ' || state as what, count(*) as n from psam group by 1 order by 1")
                    .map((row, context) -> Map.entry(row.getString("what"), row.getLong("n")))
                    .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
            return counts;
        });
    }

    /** Terminals whose PSAM is lost and that have no other one. */
    public boolean isLost(String terminal) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select exists (select 1 from psam where terminal = :terminal and state = 'LOST')
                           and not exists (select 1 from psam where terminal = :terminal and state = 'ISSUED')""")
                .bind("terminal", terminal)
                .mapTo(Boolean.class)
                .one());
    }

    public List<Line> history(String serial) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from psam_history where serial = :serial order by psam_history_id")
                .bind("serial", serial)
                .map((row, context) -> new Line(
                        row.getString("from_state") == null ? "" : row.getString("from_state"),
                        row.getString("to_state"),
                        row.getString("who"),
                        row.getString("why"),
                        row.getTimestamp("at").toInstant()))
                .list());
    }

    private void note(
            Handle handle, String serial, PsamRecord.@Nullable State from, PsamRecord.State to, String by, String why) {
        handle.createUpdate("insert into psam_history (serial, from_state, to_state, who, why, at)"
                        + " values (:serial, :from, :to, :who, :why, :now)")
                .bind("serial", serial)
                .bind("from", from == null ? null : from.name())
                .bind("to", to.name())
                .bind("who", by)
                .bind("why", why)
                .bind("now", clock.instant())
                .execute();
    }

    private static PsamRecord locked(Handle handle, String serial) {
        return handle.createQuery("select * from psam where serial = :serial for update")
                .bind("serial", serial)
                .map((row, context) -> read(row))
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.PSAM_UNKNOWN, serial));
    }

    private static PsamRecord read(ResultSet row) throws SQLException {
        return new PsamRecord(
                row.getString("serial"),
                row.getString("terminal"),
                row.getInt("level"),
                row.getString("region"),
                row.getString("algorithm"),
                row.getString("purpose"),
                PsamRecord.State.valueOf(row.getString("state")),
                row.getInt("keys"),
                row.getTimestamp("changed_at").toInstant());
    }
}
