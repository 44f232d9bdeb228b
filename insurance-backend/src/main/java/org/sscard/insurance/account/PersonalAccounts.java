package org.sscard.insurance.account;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.account.store.AccountStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.policy.AccountRules;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Credits the personal accounts. A run goes through them in small transactions; each account has one row of the run, so
 * repeating it credits nobody twice and one that was cut goes on where it stopped.
 */
public final class PersonalAccounts {

    private static final int ACCOUNTS_IN_A_TRANSACTION = 200;

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final String pool;
    private final Clock clock;
    private final AccountStore accounts = new AccountStore();
    private final EnrolmentStore persons = new EnrolmentStore();
    private final LedgerStore ledger = new LedgerStore();

    public PersonalAccounts(DatabaseSessions sessions, SchemeBook book, String pool, Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.pool = pool;
        this.clock = clock;
    }

    /** What this call did; accounts credited before are not in it. */
    public record Outcome(int credited, long amountFen) {

        private Outcome and(Outcome more) {
            return new Outcome(credited + more.credited, Math.addExact(amountFen, more.amountFen));
        }
    }

    /** Balance and newest movements. */
    public record Statement(long balanceFen, List<Movement> movements) {}

    /** Runs to the end; throws ACCOUNT_PERIOD_INVALID for a period that is none or has not come. */
    public Outcome run(CreditRun run) {
        LocalDate first = run.firstDay();
        if (run.possibleFrom().isAfter(LocalDate.now(clock))) {
            throw new CodedException(ErrorCode.ACCOUNT_PERIOD_INVALID, run.period());
        }
        String version = book.employees(first).version();
        String begunWith = sessions.inTransaction(
                session -> accounts.begin(session, run, version, LocalDate.now(clock), clock.instant()));
        if (!begunWith.equals(version)) {
            // Half of the accounts by one policy and half by another would be nobody's rule.
            throw new CodedException(ErrorCode.POLICY_NOT_FOUND, begunWith);
        }
        Outcome all = new Outcome(0, 0);
        long after = 0;
        while (true) {
            long from = after;
            Step step = sessions.inTransaction(session -> step(session, run, from));
            all = all.and(step.outcome());
            if (step.last() == from) {
                sessions.useTransaction(session -> accounts.finish(session, run, clock.instant()));
                return all;
            }
            after = step.last();
        }
    }

    /** Goes on with what a stop of the service has cut. */
    public void resume() {
        sessions.read(accounts::unfinished).forEach(this::run);
    }

    private record Step(Outcome outcome, long last) {}

    private Step step(DatabaseSession session, CreditRun run, long after) {
        List<AccountHolder> holders = accounts.next(session, run, run.firstDay(), after, ACCOUNTS_IN_A_TRANSACTION);
        Outcome outcome = new Outcome(0, 0);
        long last = after;
        for (AccountHolder holder : holders) {
            AccountRules.Credit credit = credit(session, run, holder);
            if (accounts.credited(session, run, holder.personId(), credit)) {
                post(session, run, holder.personId(), credit.amountFen());
                outcome = outcome.and(new Outcome(1, credit.amountFen()));
            }
            last = holder.personId();
        }
        return new Step(outcome, last);
    }

    private AccountRules.Credit credit(DatabaseSession session, CreditRun run, AccountHolder holder) {
        LocalDate first = run.firstDay();
        AccountRules rules = book.employees(first).account();
        if (run.kind() == CreditRun.Kind.INTEREST) {
            return rules.interest(first.getYear(), accounts.balances(session, holder.personId(), first.plusYears(1)));
        }
        LocalDate birth = holder.birth() == null
                ? new ResidentIdNumber(holder.socialSecurityNumber()).birthDate()
                : holder.birth();
        Long base = holder.baseFen();
        return rules.monthly(birth, first, base == null ? 0 : base, holder.retired());
    }

    private void post(DatabaseSession session, CreditRun run, long personId, long amountFen) {
        boolean monthly = run.kind() == CreditRun.Kind.MONTHLY;
        Account from = monthly
                ? Account.fiscalSpecialAccount(pool)
                : Account.of(Account.Kind.ACCOUNT_INTEREST_EXPENSE, pool, Scheme.EMPLOYEE.name());
        ledger.post(
                session,
                new JournalEntry(
                        LocalDate.now(clock),
                        null,
                        null,
                        monthly ? JournalEntry.Kind.ACCOUNT_CREDIT : JournalEntry.Kind.ACCOUNT_INTEREST,
                        clock.instant(),
                        List.of(
                                new Posting(from, amountFen),
                                new Posting(Account.personalAccount(personId), -amountFen))));
    }

    public Statement statement(String person, int limit) {
        return sessions.read(session -> {
            long personId = holder(session, person);
            long balance = accounts.balance(session, personId).orElse(0L);
            return new Statement(balance, accounts.movements(session, personId, limit));
        });
    }

    /** States a person's contribution base from a month on. */
    public void base(String person, LocalDate firstOfMonth, long baseFen, boolean retired) {
        sessions.useTransaction(
                session -> accounts.base(session, holder(session, person), firstOfMonth, baseFen, retired));
    }

    private long holder(DatabaseSession session, String person) {
        InsuredPerson insured =
                persons.find(session, person).orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        if (insured.scheme() != Scheme.EMPLOYEE) {
            throw new CodedException(ErrorCode.ACCOUNT_NOT_FOUND);
        }
        return insured.personId();
    }
}
