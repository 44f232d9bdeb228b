package org.sscard.issuer.console.store;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.servicekit.database.Database;

/** The blacklist, to be looked at. */
public final class BlacklistView {

    private final Jdbi jdbi;

    public BlacklistView(Database database) {
        this.jdbi = database.jdbi();
    }

    public record Standing(long version, Optional<Instant> changedAt, int cards, Map<CardState, Integer> byState) {}

    public Standing standing() {
        return jdbi.withHandle(handle -> {
            Map<CardState, Integer> byState = new EnumMap<>(CardState.class);
            handle.createQuery("""
                            select state, count(*) from card
                            where blacklisted and identification_code is not null group by state""")
                    .map((row, context) -> byState.put(CardState.valueOf(row.getString(1)), row.getInt(2)))
                    .list();
            return handle.createQuery("""
                            select h.version, f.changed_at from card_status_head h
                            left join card_status_feed f using (version)""")
                    .map((row, context) -> new Standing(
                            row.getLong(1),
                            Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant),
                            byState.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum(),
                            byState))
                    .one();
        });
    }

    /** An entry of the feed. */
    public record Change(long version, Instant at, long cardId, String cardNumber, CardState state, boolean listed) {}

    /** Newest first. */
    public List<Change> changes(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select f.version, f.changed_at, c.card_id, f.card_number, f.state, f.blacklisted
                        from card_status_feed f join card c using (card_number) order by f.version desc limit :limit""")
                .bind("limit", limit)
                .map((row, context) -> new Change(
                        row.getLong(1),
                        row.getTimestamp(2).toInstant(),
                        row.getLong(3),
                        row.getString(4),
                        CardState.valueOf(row.getString(5)),
                        row.getBoolean(6)))
                .list());
    }
}
