package org.sscard.insurance.enrolment.contribution;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.store.DatabaseSession;

/** The entries of enrolment: contributions, subsidies, costs to be recovered (Order 102 Art. 7, 14, 15, 30). */
final class ContributionBooks {

    private final String pool;
    private final Clock clock;
    private final LedgerStore ledger = new LedgerStore();

    ContributionBooks(String pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Dr fiscal account, city, district; Cr contribution income, subsidy income. */
    void contribution(DatabaseSession session, Notice notice) {
        post(
                session,
                JournalEntry.Kind.CONTRIBUTION,
                List.of(
                        new Posting(
                                Account.fiscalSpecialAccount(pool),
                                notice.parts().personalFen()),
                        new Posting(
                                income(Account.Kind.CONTRIBUTION_INCOME),
                                -notice.parts().personalFen()),
                        new Posting(
                                Account.subsidyReceivable(Subsidy.CITY),
                                notice.parts().cityFen()),
                        new Posting(
                                Account.subsidyReceivable(notice.region()),
                                notice.parts().districtFen()),
                        new Posting(
                                income(Account.Kind.SUBSIDY_INCOME),
                                -notice.parts().governmentFen())));
    }

    void subsidy(DatabaseSession session, String payer, long amountFen) {
        post(
                session,
                JournalEntry.Kind.SUBSIDY,
                List.of(
                        new Posting(Account.fiscalSpecialAccount(pool), amountFen),
                        new Posting(Account.subsidyReceivable(payer), -amountFen)));
    }

    void recovery(DatabaseSession session, long personId, long amountFen) {
        post(
                session,
                JournalEntry.Kind.RECOVERY,
                List.of(
                        new Posting(Account.recoveryReceivable(personId), amountFen),
                        new Posting(income(Account.Kind.OTHER_INCOME), -amountFen)));
    }

    private Account income(Account.Kind kind) {
        return Account.of(kind, pool, Scheme.RESIDENT.name());
    }

    private void post(DatabaseSession session, JournalEntry.Kind kind, List<Posting> postings) {
        ledger.post(session, new JournalEntry(LocalDate.now(clock), null, null, kind, clock.instant(), postings));
    }
}
