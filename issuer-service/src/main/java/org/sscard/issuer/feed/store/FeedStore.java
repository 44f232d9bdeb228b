package org.sscard.issuer.feed.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.sscard.issuer.feed.CardStatus;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardIdentificationCode;

/** The feed's table. Versions are given out under one row's lock, so they have no gaps and follow the commits. */
public final class FeedStore {

    private final Jdbi jdbi;
    private final RegistrySeal seal;

    public FeedStore(Database database, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.seal = seal;
    }

    /**
     * Appends within the caller's transaction; the version in {@code entries} is ignored. To be called last: from here to
     * the commit no other change can be appended.
     */
    public void append(Handle transaction, List<CardStatus> entries) {
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
                  (version, identification_code, card_number, sealed, region, state, blacklisted, changed_at)
                values (:version, :code, :number, :sealed, :region, :state, :blacklisted, :at)""");
        for (CardStatus entry : entries) {
            version++;
            batch.bind("version", version)
                    .bind("code", entry.identificationCode().bytes())
                    .bind("number", entry.cardNumber())
                    .bind("sealed", sealed(version, entry))
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
                        select version, identification_code, card_number, sealed, region, state, blacklisted, changed_at
                        from card_status_feed where version > :version order by version limit :limit""")
                .bind("version", version)
                .bind("limit", limit)
                .map(this::status)
                .list());
    }

    private CardStatus status(ResultSet row, StatementContext context) throws SQLException {
        return new CardStatus(
                row.getLong("version"),
                CardIdentificationCode.ofBytes(row.getBytes("identification_code")),
                row.getString("card_number"),
                new String(
                        seal.open(
                                row.getBytes("sealed"),
                                bound(
                                        row.getLong("version"),
                                        row.getBytes("identification_code"),
                                        row.getString("card_number"),
                                        row.getString("region"),
                                        row.getString("state"),
                                        row.getBoolean("blacklisted"),
                                        row.getTimestamp("changed_at").toInstant())),
                        StandardCharsets.US_ASCII),
                row.getString("region"),
                row.getString("state"),
                row.getBoolean("blacklisted"),
                row.getTimestamp("changed_at").toInstant());
    }

    /** The id number, bound to the rest of the row: an edited row does not open. */
    private byte[] sealed(long version, CardStatus entry) {
        return seal.seal(
                entry.idNumber().getBytes(StandardCharsets.US_ASCII),
                bound(
                        version,
                        entry.identificationCode().bytes(),
                        entry.cardNumber(),
                        entry.region(),
                        entry.state(),
                        entry.blacklisted(),
                        entry.changedAt()));
    }

    private static RowFields bound(
            long version, byte[] code, String number, String region, String state, boolean blacklisted, Instant at) {
        return RowFields.of("card_status_feed")
                .number(version)
                .bytes(code)
                .text(number)
                .text(region)
                .text(state)
                .flag(blacklisted)
                .number(at.toEpochMilli());
    }

    /** Seals what an older version of this service left in clear. */
    public void sealOld() {
        jdbi.useTransaction(handle -> {
            boolean old = handle.createQuery("select exists (select 1 from card_status_feed where sealed is null)")
                    .mapTo(Boolean.class)
                    .one();
            if (!old) {
                return;
            }
            handle.execute("alter table card_status_feed disable trigger card_status_feed_append_only");
            PreparedBatch batch = handle.prepareBatch(
                    "update card_status_feed set sealed = :sealed, id_number = null where version = :version");
            handle.createQuery("select * from card_status_feed where sealed is null")
                    .map((row, context) -> new CardStatus(
                            row.getLong("version"),
                            CardIdentificationCode.ofBytes(row.getBytes("identification_code")),
                            row.getString("card_number"),
                            row.getString("id_number"),
                            row.getString("region"),
                            row.getString("state"),
                            row.getBoolean("blacklisted"),
                            row.getTimestamp("changed_at").toInstant()))
                    .forEach(entry -> batch.bind("sealed", sealed(entry.version(), entry))
                            .bind("version", entry.version())
                            .add());
            batch.execute();
            handle.execute("alter table card_status_feed enable trigger card_status_feed_append_only");
        });
    }
}
