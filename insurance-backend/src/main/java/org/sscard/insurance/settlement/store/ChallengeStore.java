package org.sscard.insurance.settlement.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import org.sscard.insurance.settlement.Challenge;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** Challenges that were drawn; each is used up by one settlement. */
public final class ChallengeStore {

    public void insert(DatabaseSession session, Challenge challenge) {
        session.handle()
                .createUpdate("""
                        insert into card_challenge
                            (challenge, institution, transaction_id, quote_id, quote_digest, total_fen, expires_at)
                        values (:challenge, :institution, :transaction, :quote, :digest, :total, :expires)
                        """)
                .bind("challenge", challenge.bytes())
                .bind("institution", challenge.institution())
                .bind("transaction", challenge.transactionId())
                .bind("quote", challenge.quoteId())
                .bind("digest", challenge.quoteDigest().bytes())
                .bind("total", challenge.totalFen())
                .bind("expires", challenge.expiresAt())
                .execute();
    }

    /** A challenge that is open and has not expired. */
    public Optional<Challenge> open(DatabaseSession session, String challenge, Instant now) {
        return session.handle()
                .createQuery("""
                        select * from card_challenge
                        where challenge = :challenge and settlement_id is null and expires_at > :now
                        """)
                .bind("challenge", HexFormat.of().parseHex(challenge))
                .bind("now", now)
                .map((row, context) -> new Challenge(
                        challenge,
                        row.getString("institution"),
                        row.getString("transaction_id"),
                        row.getString("quote_id"),
                        Digest.of(row.getBytes("quote_digest")),
                        row.getLong("total_fen"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()))
                .findOne();
    }

    /** False when another settlement used it up, or it expired. */
    public boolean use(DatabaseSession session, String challenge, long settlementId, Instant now) {
        return session.handle()
                        .createUpdate("""
                                update card_challenge set settlement_id = :settlement
                                where challenge = :challenge and settlement_id is null and expires_at > :now
                                """)
                        .bind("settlement", settlementId)
                        .bind("challenge", HexFormat.of().parseHex(challenge))
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Forgets what expired unused. */
    public void forget(DatabaseSession session, Instant before) {
        session.handle()
                .createUpdate("delete from card_challenge where settlement_id is null and expires_at < :before")
                .bind("before", before)
                .execute();
    }
}
