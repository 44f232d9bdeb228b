package org.sscard.servicekit.approval.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.database.Schema;

/** Rows of {@code approval}; every call runs in the caller's transaction. */
public final class ApprovalTable {

    /** To be given to {@code Database.open} by every service that uses approvals. */
    public static final Schema SCHEMA = new Schema("approval", "org/sscard/servicekit/approval/store/migration");

    private ApprovalTable() {}

    /** Adds a request; false when the same person has the same request open already. */
    public static boolean insert(Handle handle, Approval approval, byte[] request) {
        return handle.createUpdate("""
                        INSERT INTO approval (id, action, request_digest, summary, requester_account, requester_person,
                            requested_at, expires_at, state, request)
                        VALUES (:id, :action, :digest, :summary, :account, :person, :requestedAt, :expiresAt, 'REQUESTED',
                            :request)
                        ON CONFLICT (request_digest, requester_person) WHERE state IN ('REQUESTED', 'APPROVED')
                        DO NOTHING""")
                        .bind("id", approval.id())
                        .bind("action", approval.action())
                        .bind("digest", HexFormat.of().parseHex(approval.requestDigest()))
                        .bind("summary", approval.summary())
                        .bind("account", approval.requesterAccount())
                        .bind("person", approval.requesterPerson())
                        .bind("requestedAt", utc(approval.requestedAt()))
                        .bind("expiresAt", utc(approval.expiresAt()))
                        .bind("request", request)
                        .execute()
                == 1;
    }

    public static Optional<Approval> live(Handle handle, String requestDigest, String requesterPerson) {
        return handle.createQuery("SELECT * FROM approval WHERE request_digest = :digest AND requester_person = :person"
                        + " AND state IN ('REQUESTED', 'APPROVED')")
                .bind("digest", HexFormat.of().parseHex(requestDigest))
                .bind("person", requesterPerson)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Reads a row and locks it to the end of the transaction. */
    public static Optional<Approval> lock(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM approval WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    public static Optional<Approval> find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM approval WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The request's own bytes; empty for one of before they were kept. */
    public static Optional<byte[]> request(Handle handle, String id) {
        return handle.createQuery("SELECT request FROM approval WHERE id = :id AND request IS NOT NULL")
                .bind("id", id)
                .mapTo(byte[].class)
                .findOne();
    }

    /** Newest first, of these actions. */
    public static List<Approval> newest(Handle handle, List<String> actions, int limit) {
        return actions.isEmpty()
                ? List.of()
                : handle.createQuery("SELECT * FROM approval WHERE action IN (<actions>)"
                                + " ORDER BY requested_at DESC, id LIMIT :limit")
                        .bindList("actions", actions)
                        .bind("limit", limit)
                        .map((row, context) -> read(row))
                        .list();
    }

    /** Requests that wait for a second person, oldest first. */
    public static List<Approval> waiting(Handle handle, Instant now) {
        return handle.createQuery("SELECT * FROM approval WHERE state = 'REQUESTED' AND expires_at > :now"
                        + " ORDER BY requested_at, id")
                .bind("now", utc(now))
                .map((row, context) -> read(row))
                .list();
    }

    /** Writes state, decision and use of a locked row. */
    public static void update(Handle handle, Approval approval) {
        handle.createUpdate("UPDATE approval SET state = :state, decider_account = :account, decider_person = :person,"
                        + " decided_at = :decidedAt, reason = :reason, used_at = :usedAt WHERE id = :id")
                .bind("id", approval.id())
                .bind("state", approval.state().name())
                .bind("account", approval.deciderAccount())
                .bind("person", approval.deciderPerson())
                .bind("decidedAt", utc(approval.decidedAt()))
                .bind("reason", approval.reason())
                .bind("usedAt", utc(approval.usedAt()))
                .execute();
    }

    /** Moves what was left open too long. */
    public static void expire(Handle handle, Instant now) {
        handle.createUpdate("UPDATE approval SET state = 'EXPIRED'"
                        + " WHERE state IN ('REQUESTED', 'APPROVED') AND expires_at <= :now")
                .bind("now", utc(now))
                .execute();
    }

    private static Approval read(ResultSet row) throws SQLException {
        return new Approval(
                row.getString("id"),
                row.getString("action"),
                HexFormat.of().formatHex(row.getBytes("request_digest")),
                row.getString("summary"),
                row.getString("requester_account"),
                row.getString("requester_person"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                Approval.State.valueOf(row.getString("state")),
                row.getString("decider_account"),
                row.getString("decider_person"),
                instant(row, "decided_at"),
                row.getString("reason"),
                instant(row, "used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
