package org.sscard.insurance.enrolment;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.enrolment.store.SandboxStore;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.store.DatabaseSessions;

/** Registers who is insured. */
public final class Enrolment {

    private final DatabaseSessions sessions;
    private final Clock clock;
    private final EnrolmentStore persons = new EnrolmentStore();
    private final SandboxStore sandbox = new SandboxStore();
    private final LedgerStore ledger = new LedgerStore();

    public Enrolment(DatabaseSessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** How many were new; the others were registered before and are unchanged. */
    public int register(List<Registration> registrations) {
        return sessions.inTransaction(session -> {
            int registered = 0;
            for (Registration registration : registrations) {
                registered += persons.register(session, registration) ? 1 : 0;
            }
            return registered;
        });
    }

    /** Loads the sandbox; a second time changes nothing. Opening balances of personal accounts are posted. */
    public void loadSandbox(SandboxData data) {
        sessions.useTransaction(session -> {
            Map<Long, Long> opened = sandbox.load(session, data);
            for (Map.Entry<Long, Long> balance : opened.entrySet()) {
                ledger.post(
                        session,
                        new JournalEntry(
                                LocalDate.now(clock),
                                null,
                                null,
                                JournalEntry.Kind.OPENING,
                                clock.instant(),
                                List.of(
                                        new Posting(
                                                Account.fiscalSpecialAccount(
                                                        data.region().code()),
                                                balance.getValue()),
                                        new Posting(Account.personalAccount(balance.getKey()), -balance.getValue()))));
            }
        });
    }
}
