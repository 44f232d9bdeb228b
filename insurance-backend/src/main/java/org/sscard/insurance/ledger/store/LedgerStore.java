package org.sscard.insurance.ledger.store;

import java.util.List;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.store.DatabaseSession;

/** The append-only ledger. Entry and postings go in one statement, which the database accepts only at zero. */
public final class LedgerStore {

    /** Posts an entry in the caller's transaction; one without legs (a bill paid in cash) leaves no trace. */
    public void post(DatabaseSession session, JournalEntry entry) {
        List<Posting> legs = entry.postings();
        if (legs.isEmpty()) {
            return;
        }
        session.handle()
                .createUpdate("""
                        with entry as (
                            insert into journal_entry (day, institution, settlement_id, kind, posted_at)
                            values (:day, :institution, :settlement, :kind, :postedAt) returning entry_id)
                        insert into posting (entry_id, leg, account, owner, amount_fen)
                        select entry_id, leg, account, owner, amount
                        from entry, unnest(:accounts, :owners, :amounts)
                             with ordinality as legs (account, owner, amount, leg)
                        """)
                .bind("day", entry.day())
                .bind("institution", entry.institution())
                .bind("settlement", entry.settlementId())
                .bind("kind", entry.kind().name())
                .bind("postedAt", entry.postedAt())
                .bindArray(
                        "accounts",
                        String.class,
                        legs.stream().map(leg -> leg.account().kind().name()).toList())
                .bindArray(
                        "owners",
                        String.class,
                        legs.stream().map(leg -> leg.account().owner()).toList())
                .bindArray(
                        "amounts",
                        Long.class,
                        legs.stream().map(Posting::amountFen).toList())
                .execute();
    }

    /** Sum of an account's postings in fen, debit positive. */
    public long balance(DatabaseSession session, Account account) {
        return session.handle()
                .createQuery(
                        "select coalesce(sum(amount_fen), 0) from posting where account = :kind and owner = :owner")
                .bind("kind", account.kind().name())
                .bind("owner", account.owner())
                .mapTo(Long.class)
                .one();
    }
}
