package org.sscard.sdk.journal;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.sscard.sdk.TransactionId;

/**
 * One transaction as the journal has it.
 *
 * @param visit what it is about; one transaction at a time each
 * @param subject what it would settle (a quote) or take back (a transaction): asking for it again continues this one
 * @param request the exact bytes to send again: while OPEN to the card's agent, then to the insurer; empty after the end
 * @param code why it was declined, empty otherwise
 */
public record JournalEntry(
        TransactionId id,
        EntryKind kind,
        Fingerprint visit,
        Fingerprint subject,
        EntryState state,
        Instant changedAt,
        ByteString request,
        String code) {

    JournalEntry to(EntryState next, Instant now, ByteString newRequest, String newCode) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("a journal entry does not go from " + state + " to " + next);
        }
        return new JournalEntry(id, kind, visit, subject, next, now, newRequest, newCode);
    }
}
