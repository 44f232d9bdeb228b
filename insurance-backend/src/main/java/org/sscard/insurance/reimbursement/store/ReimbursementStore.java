package org.sscard.insurance.reimbursement.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.reimbursement.Reimbursement;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** Reimbursements by hand. */
public final class ReimbursementStore {

    /** What a request id was used for. */
    public record Known(long id, Digest digest) {}

    public Optional<Known> known(DatabaseSession session, String requestId) {
        return session.handle()
                .createQuery("select reimbursement_id, digest from reimbursement where request_id = :id")
                .bind("id", requestId)
                .map((row, context) -> new Known(row.getLong("reimbursement_id"), Digest.of(row.getBytes("digest"))))
                .findOne();
    }

    public long nextNumber(DatabaseSession session) {
        return session.handle()
                .createQuery("select nextval('reimbursement_number')")
                .mapTo(Long.class)
                .one();
    }

    /** False when the request id was used meanwhile. */
    public boolean insert(DatabaseSession session, String requestId, Digest digest, Reimbursement entered, Instant at) {
        return session.handle()
                        .createUpdate("""
                                insert into reimbursement (reimbursement_id, request_id, digest, quote_id, papers, reason,
                                    state, approval_id, submitted_by, submitted_at)
                                values (:id, :request, :digest, :quote, :papers, :reason, :state, :approval, :by, :at)
                                on conflict (request_id) do nothing
                                """)
                        .bind("id", entered.id())
                        .bind("request", requestId)
                        .bind("digest", digest.bytes())
                        .bind("quote", entered.quoteId())
                        .bindArray("papers", String.class, entered.papers())
                        .bind("reason", entered.reason())
                        .bind("state", entered.state().name())
                        .bind("approval", entered.approvalId())
                        .bind("by", entered.submittedBy())
                        .bind("at", at)
                        .execute()
                == 1;
    }

    public Optional<Reimbursement> find(DatabaseSession session, long id) {
        return one(session, id, "");
    }

    /** Locked until the transaction ends. */
    public Optional<Reimbursement> lock(DatabaseSession session, long id) {
        return one(session, id, " for update");
    }

    private static Optional<Reimbursement> one(DatabaseSession session, long id, String lock) {
        return session.handle()
                .createQuery("select * from reimbursement where reimbursement_id = :id" + lock)
                .bind("id", id)
                .map((row, context) -> reimbursement(row))
                .findOne();
    }

    /** Oldest first. */
    public List<Reimbursement> list(DatabaseSession session, Reimbursement.@Nullable State state, int limit) {
        Query query = session.handle()
                .createQuery("select * from reimbursement " + (state == null ? "" : "where state = :state ")
                        + "order by reimbursement_id limit :limit")
                .bind("limit", limit);
        if (state != null) {
            query.bind("state", state.name());
        }
        return query.map((row, context) -> reimbursement(row)).list();
    }

    public void decided(
            DatabaseSession session,
            long id,
            Reimbursement.State state,
            String decidedBy,
            String remark,
            @Nullable Long settlementId) {
        session.handle()
                .createUpdate("""
                        update reimbursement
                        set state = :state, decided_by = :by, remark = :remark, settlement_id = :settlement
                        where reimbursement_id = :id
                        """)
                .bind("state", state.name())
                .bind("by", decidedBy)
                .bind("remark", remark)
                .bind("settlement", settlementId)
                .bind("id", id)
                .execute();
    }

    private static Reimbursement reimbursement(ResultSet row) throws SQLException {
        String[] papers = (String[]) row.getArray("papers").getArray();
        return new Reimbursement(
                row.getLong("reimbursement_id"),
                row.getString("quote_id"),
                List.of(papers),
                row.getString("reason"),
                Reimbursement.State.valueOf(row.getString("state")),
                row.getString("approval_id"),
                row.getString("submitted_by"),
                row.getString("decided_by"),
                row.getString("remark"),
                row.getObject("settlement_id", Long.class));
    }
}
