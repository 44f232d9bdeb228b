package org.sscard.issuer.feed.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.sscard.issuer.feed.CardStatus;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardIdentificationCode;

/** The feed's table. Versions are given out under one row's lock, so they have no gaps and follow the commits. */
public final class FeedStore {

    private final Jdbi jdbi;

    public FeedStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * Appends within the caller's transaction; the version in {@code entries} is ignored. To be called last: from here to
     * the commit no other change can be appended.
     */
    public static void append(Handle transaction, List<CardStatus> entries) {
        if (entries.isEmpty()) {
            return;
        }
        long last = transaction
                .createQuery("update card_status_head set version = version + :count returning version")
                .bind("count", entries.size())
                .mapTo(Long.class)
                .one();
        long version = last - entries.size();
        PreparedBatch batch = transaction.prepareBatch("""
                insert into card_status_feed
                  (version, identification_code, card_number, id_number, region, state, blacklisted, changed_at)
                values (:version, :code, :number, :id, :region, :state, :blacklisted, :at)""");
        for (CardStatus entry : entries) {
            version++;
            batch.bind("version", version)
                    .bind("code", entry.identificationCode().bytes())
                    .bind("number", entry.cardNumber())
                    .bind("id", entry.idNumber())
                    .bind("region", entry.region())
                    .bind("state", entry.state())
                    .bind("blacklisted", entry.blacklisted())
                    .bind("at", entry.changedAt())
                    .add();
        }
        batch.execute();
    }

    /** The last version given out; 0 before the first. */
    public long lastVersion() {
        return jdbi.withHandle(handle -> handle.createQuery("select version from card_status_head")
                .mapTo(Long.class)
                .one());
    }

    /** The entries after a version, in order. */
    public List<CardStatus> after(long version, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select version, identification_code, card_number, id_number, region, state, blacklisted, changed_at
                        from card_status_feed where version > :version order by version limit :limit""")
                .bind("version", version)
                .bind("limit", limit)
                .map(FeedStore::status)
                .list());
    }

    private static CardStatus status(ResultSet row, StatementContext context) throws SQLException {
        return new CardStatus(
                row.getLong("version"),
                CardIdentificationCode.ofBytes(row.getBytes("identification_code")),
                row.getString("card_number"),
                row.getString("id_number"),
                row.getString("region"),
                row.getString("state"),
                row.getBoolean("blacklisted"),
                row.getTimestamp("changed_at").toInstant());
    }
}
