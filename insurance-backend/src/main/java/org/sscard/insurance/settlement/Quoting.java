package org.sscard.insurance.settlement;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.policy.AccumulationPeriod;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.settlement.store.ReferenceChanges;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;

/** Splits a bill without posting anything. The quote is kept and can be settled once. */
public final class Quoting {

    private static final int ID_BYTES = 16;

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final RecentQuotes recentQuotes;
    private final Clock clock;
    private final SecureRandom random;
    private final ReferenceChanges references = new ReferenceChanges();
    private final QuoteStore quotes = new QuoteStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    public Quoting(
            DatabaseSessions sessions, SchemeBook book, RecentQuotes recentQuotes, Clock clock, SecureRandom random) {
        this.recentQuotes = recentQuotes;
        this.sessions = sessions;
        this.book = book;
        this.clock = clock;
        this.random = random;
    }

    /** What is offered: the quote, its split, and what the split was computed from. */
    public record Offer(Quote quote, Split split, Basis basis) {}

    public Offer quote(Bill bill) {
        BillCheck.form(bill);
        Offer offer = sessions.inTransaction(session -> {
            // Before anything is read: what changes from here on may or may not be in the quote.
            String known = references.snapshot(session);
            Encounter encounter = Encounter.of(session, book, bill);
            long personId = encounter.person().personId();
            long used = accumulators.used(
                    session,
                    personId,
                    encounter.person().scheme(),
                    encounter.period().name());
            long balance = accumulators.balance(session, personId);
            Split split = encounter.split(used, balance);
            Instant now = clock.instant();
            Quote quote = new Quote(
                    newId(),
                    bill.institution(),
                    personId,
                    encounter.digest(split),
                    split.totalFen(),
                    split.accountFen() + split.fundFen(),
                    bill);
            quotes.insert(session, quote, now);
            return new Offer(
                    quote,
                    split,
                    new Basis(encounter.person().scheme(), encounter.period().capFen(), balance, known, now));
        });
        recentQuotes.add(offer);
        return offer;
    }

    /** What a bill comes to now, and what limited it; nothing is kept. */
    public record Estimate(Split split, long capFen, long balanceFen) {}

    /** @param accountUsed whether the personal account may pay */
    public Estimate estimate(DatabaseSession session, Bill bill, boolean accountUsed) {
        BillCheck.form(bill);
        Encounter encounter = Encounter.of(session, book, bill);
        InsuredPerson person = encounter.person();
        AccumulationPeriod period = encounter.period();
        long used = accumulators.used(session, person.personId(), person.scheme(), period.name());
        long balance = accumulators.balance(session, person.personId());
        return new Estimate(encounter.split(used, accountUsed ? balance : 0), period.capFen(), balance);
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return "Q" + HexFormat.of().formatHex(id);
    }
}
