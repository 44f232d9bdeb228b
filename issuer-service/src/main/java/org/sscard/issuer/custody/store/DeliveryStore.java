package org.sscard.issuer.custody.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.custody.Delivery;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.Principal;

/** Deliveries and their steps. */
public final class DeliveryStore {

    private final Jdbi jdbi;
    private final Clock clock;

    /** Who did what in a delivery, oldest first. */
    public record Step(String step, String account, String detail, Instant at) {}

    public DeliveryStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /** False when there is one of this id. */
    public boolean add(Delivery delivery, Principal by) {
        return jdbi.inTransaction(handle -> {
            boolean added = handle.createUpdate("""
                            insert into custody_delivery (delivery_id, scope, environment, state, threshold, custodians,
                              share_check_values, protection_key, file_digest, keys, changed_at)
                            values (:id, :scope, :environment, :state, :threshold, :custodians, :shares, :protection,
                              :digest, :keys, :now) on conflict do nothing""")
                            .bind("id", delivery.id())
                            .bind("scope", delivery.scope())
                            .bind("environment", delivery.environment())
                            .bind("state", delivery.state().name())
                            .bind("threshold", delivery.threshold())
                            .bindArray("custodians", String.class, delivery.custodians())
                            .bindArray("shares", String.class, delivery.shareCheckValues())
                            .bind("protection", delivery.protectionKey())
                            .bind("digest", delivery.fileDigest())
                            .bindArray("keys", String.class, delivery.keys())
                            .bind("now", clock.instant())
                            .execute()
                    == 1;
            if (added) {
                note(handle, delivery.id(), delivery.state().name(), by, delivery.fileDigest());
            }
            return added;
        });
    }

    public void move(String id, Delivery.State state, Principal by, String detail) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("update custody_delivery set state = :state, changed_at = :now where delivery_id = :id")
                    .bind("id", id)
                    .bind("state", state.name())
                    .bind("now", clock.instant())
                    .execute();
            note(handle, id, state.name(), by, detail);
        });
    }

    /** What was in memory is gone: shares that were not shown cannot be shown any more. */
    public int abandonUnshown() {
        return jdbi.withHandle(handle -> handle.createUpdate(
                        "update custody_delivery set state = 'ABANDONED', changed_at = :now where state = 'WRAPPED'")
                .bind("now", clock.instant())
                .execute());
    }

    public void note(String id, String step, Principal by, String detail) {
        jdbi.useHandle(handle -> note(handle, id, step, by, detail));
    }

    /** How often a person did a step of a delivery. */
    public int count(String id, String step, String person) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from custody_delivery_step where delivery_id = :id and step = :step"
                                + " and person = :person")
                .bind("id", id)
                .bind("step", step)
                .bind("person", person)
                .mapTo(Integer.class)
                .one());
    }

    public Optional<Delivery> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from custody_delivery where delivery_id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
    }

    /** Newest first. */
    public List<Delivery> newest(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from custody_delivery order by changed_at desc, delivery_id limit :limit")
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    public List<Step> steps(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from custody_delivery_step where delivery_id = :id order by delivery_step_id")
                .bind("id", id)
                .map((row, context) -> new Step(
                        row.getString("step"),
                        row.getString("account"),
                        row.getString("detail"),
                        row.getTimestamp("at").toInstant()))
                .list());
    }

    private void note(Handle handle, String id, String step, Principal by, String detail) {
        handle.createUpdate("insert into custody_delivery_step (delivery_id, step, account, person, detail, at)"
                        + " values (:id, :step, :account, :person, :detail, :now)")
                .bind("id", id)
                .bind("step", step)
                .bind("account", by.account())
                .bind("person", by.person())
                .bind("detail", detail)
                .bind("now", clock.instant())
                .execute();
    }

    private static Delivery read(ResultSet row) throws SQLException {
        Timestamp changed = row.getTimestamp("changed_at");
        return new Delivery(
                row.getString("delivery_id"),
                row.getString("scope"),
                row.getString("environment"),
                Delivery.State.valueOf(row.getString("state")),
                row.getInt("threshold"),
                texts(row.getArray("custodians")),
                texts(row.getArray("share_check_values")),
                row.getString("protection_key"),
                row.getString("file_digest"),
                texts(row.getArray("keys")),
                changed.toInstant());
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
