package org.sscard.insurance.settlement.store;

import java.time.Instant;
import java.util.Optional;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.settlement.StoredTransaction;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** One row for each transaction id of an institution: the effect it had and the answer it got. */
public final class TransactionStore {

    public Optional<StoredTransaction> find(DatabaseSession session, String institution, String transactionId) {
        return session.handle()
                .createQuery("""
                        select kind, digest, settlement_id, reply from transaction_record
                        where institution = :institution and transaction_id = :id
                        """)
                .bind("institution", institution)
                .bind("id", transactionId)
                .map((row, context) -> {
                    byte[] digest = row.getBytes("digest");
                    byte[] reply = row.getBytes("reply");
                    return new StoredTransaction(
                            StoredTransaction.Kind.valueOf(row.getString("kind")),
                            digest == null ? null : Digest.of(digest),
                            row.getObject("settlement_id", Long.class),
                            reply == null ? null : Reply.of(reply));
                })
                .findOne();
    }

    /** False when the id has a row already, also one of a transaction that committed meanwhile. */
    public boolean insert(
            DatabaseSession session, String institution, String transactionId, StoredTransaction record, Instant at) {
        return session.handle()
                        .createUpdate("""
                                insert into transaction_record
                                    (institution, transaction_id, kind, digest, settlement_id, reply, recorded_at)
                                values (:institution, :id, :kind, :digest, :settlement, :reply, :at)
                                on conflict (institution, transaction_id) do nothing
                                """)
                        .bind("institution", institution)
                        .bind("id", transactionId)
                        .bind("kind", record.kind().name())
                        .bind(
                                "digest",
                                record.digest() == null ? null : record.digest().bytes())
                        .bind("settlement", record.settlementId())
                        .bind(
                                "reply",
                                record.reply() == null ? null : record.reply().bytes())
                        .bind("at", at)
                        .execute()
                == 1;
    }
}
