package org.sscard.insurance.compat.store;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** One row for each message that was answered "0", and for each that was reversed before it came. */
public final class MessageStore {

    public enum State {
        DONE,
        REVERSED,
        /** Reversed before it came; it is refused for ever. */
        TOMBSTONE
    }

    /** A message as it was answered. */
    public record Stored(
            String infno,
            State state,
            @Nullable Digest digest,
            @Nullable Reply reply,
            @Nullable Long personId,
            @Nullable Long settlementId,
            @Nullable Long visitId) {}

    /**
     * Takes the msgid for this message; false when it is taken. Waits for another transaction that holds it and has not
     * ended.
     */
    public boolean claim(
            DatabaseSession session,
            String institution,
            String msgid,
            String infno,
            State state,
            @Nullable Digest digest,
            Instant at) {
        return session.handle()
                        .createUpdate("""
                                insert into national_message (institution, msgid, infno, state, digest, received_at)
                                values (:institution, :msgid, :infno, :state, :digest, :at)
                                on conflict (institution, msgid) do nothing
                                """)
                        .bind("institution", institution)
                        .bind("msgid", msgid)
                        .bind("infno", infno)
                        .bind("state", state.name())
                        .bind("digest", digest == null ? null : digest.bytes())
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /** Locks the message until the transaction ends. */
    public Optional<Stored> lock(DatabaseSession session, String institution, String msgid) {
        return session.handle()
                .createQuery("""
                        select infno, state, digest, reply, person_id, settlement_id, visit_id from national_message
                        where institution = :institution and msgid = :msgid for update
                        """)
                .bind("institution", institution)
                .bind("msgid", msgid)
                .map((row, context) -> {
                    byte[] digest = row.getBytes("digest");
                    byte[] reply = row.getBytes("reply");
                    return new Stored(
                            row.getString("infno"),
                            State.valueOf(row.getString("state")),
                            digest == null ? null : Digest.of(digest),
                            reply == null ? null : Reply.of(reply),
                            row.getObject("person_id", Long.class),
                            row.getObject("settlement_id", Long.class),
                            row.getObject("visit_id", Long.class));
                })
                .findOne();
    }

    public void complete(
            DatabaseSession session,
            String institution,
            String msgid,
            Reply reply,
            @Nullable Long personId,
            @Nullable Long settlementId,
            @Nullable Long visitId) {
        session.handle()
                .createUpdate("""
                        update national_message
                        set reply = :reply, person_id = :person, settlement_id = :settlement, visit_id = :visit
                        where institution = :institution and msgid = :msgid
                        """)
                .bind("reply", reply.bytes())
                .bind("person", personId)
                .bind("settlement", settlementId)
                .bind("visit", visitId)
                .bind("institution", institution)
                .bind("msgid", msgid)
                .execute();
    }

    public void reversed(DatabaseSession session, String institution, String msgid) {
        session.handle()
                .createUpdate("""
                        update national_message set state = 'REVERSED'
                        where institution = :institution and msgid = :msgid
                        """)
                .bind("institution", institution)
                .bind("msgid", msgid)
                .execute();
    }
}
