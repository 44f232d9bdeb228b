package org.sscard.issuer.console.store;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.servicekit.database.Database;

/** What the overview counts. */
public final class BureauCounts {

    private final Jdbi jdbi;
    private final ZoneId zone;

    public BureauCounts(Database database, ZoneId zone) {
        this.jdbi = database.jdbi();
        this.zone = zone;
    }

    /** Handover sheets that no branch has received, and when the oldest of them left. */
    public record OnTheWay(int sheets, Optional<Instant> oldest) {}

    public OnTheWay onTheWay() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*), min(sent_at) from handover where received_at is null")
                .map((row, context) -> new OnTheWay(
                        row.getInt(1), Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant)))
                .one());
    }

    /**
     * The feed of card states, from which blacklists are made.
     *
     * @param changedAt of the last version
     */
    public record Feed(long version, Optional<Instant> changedAt, long blacklisted) {}

    public Feed feed() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select h.version, f.changed_at,
                          (select count(*) from card where blacklisted and identification_code is not null)
                        from card_status_head h left join card_status_feed f using (version)""")
                .map((row, context) -> new Feed(
                        row.getLong(1),
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant),
                        row.getLong(3)))
                .one());
    }

    /** The last scan of all rows. */
    public record Scan(Instant endedAt, long findings) {}

    public Optional<Scan> lastScan() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select ended_at, findings from registry_scan order by scan_id desc limit 1")
                .map((row, context) -> new Scan(row.getTimestamp(1).toInstant(), row.getLong(2)))
                .findOne());
    }

    /** Persons whom another city holds too. */
    public int conflicts() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from person_claim where status = 'CONFLICT'")
                        .mapTo(Integer.class)
                        .one());
    }

    /** Batches that have cards which passed and are still in the house. */
    public List<UUID> withGoodCards() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct batch_id from card where state = 'QC_PASSED' and batch_id is not null")
                .mapTo(UUID.class)
                .list());
    }

    /** Reviewed cards that wait for a batch, by region. */
    public Map<String, Integer> reviewedByRegion() {
        Map<String, Integer> counts = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        "select region, count(*) from card where state = 'REVIEWED' group by region")
                .map((row, context) -> counts.put(row.getString(1), row.getInt(2)))
                .list());
        return counts;
    }

    /** How many cards entered which state on which day. */
    public Map<LocalDate, Map<CardState, Integer>> days(LocalDate from) {
        Map<LocalDate, Map<CardState, Integer>> days = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select cast(at at time zone :zone as date), to_state, count(*) from card_history
                        where at >= :from and to_state in ('QC_PASSED', 'ISSUED', 'SPOILED')
                        group by 1, 2""")
                .bind("zone", zone.getId())
                .bind("from", from.atStartOfDay(zone).toInstant())
                .map((row, context) -> days.computeIfAbsent(
                                row.getObject(1, LocalDate.class), day -> new EnumMap<>(CardState.class))
                        .put(CardState.valueOf(row.getString(2)), row.getInt(3)))
                .list());
        return days;
    }
}
