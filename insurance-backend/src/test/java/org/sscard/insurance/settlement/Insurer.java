package org.sscard.insurance.settlement;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.sscard.insurance.InsuranceService;
import org.sscard.insurance.enrolment.Enrolment;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.reconcile.DayClosing;
import org.sscard.insurance.reconcile.Reconciliation;
import org.sscard.insurance.rpc.SettlementRpc;
import org.sscard.insurance.settlement.store.SettlementNumbers;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.database.Database;

/** The insurer's use cases on a database of their own with the sandbox in it. */
final class Insurer implements AutoCloseable {

    static final String COMMUNITY = "H21100200011";
    static final String LEVEL1 = "H21100300012";
    static final String SPECIALIST = "H21100200015";
    static final String LEVEL2 = "H21100400013";
    static final String LEVEL3 = "H21100200014";
    static final String PHARMACY = "P21100200018";
    static final String POOL = "211000";
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-20T02:00:00Z"), ZoneId.of("Asia/Shanghai"));
    static final LocalDate TODAY = LocalDate.of(2026, 3, 20);

    final Database database = Database.temporary(InsuranceService.SCHEMA, ApprovalTable.SCHEMA);
    final Jdbi jdbi = database.jdbi();
    final DatabaseSessions sessions = new DatabaseSessions(database);
    final SandboxData sandbox = SandboxData.load();
    final AtomicInteger tacChecks = new AtomicInteger();
    volatile Function<CardProof, TacVerifier.Verdict> keyService = proof -> TacVerifier.Verdict.GENUINE;
    private final AtomicInteger visits = new AtomicInteger();

    final Enrolment enrolment = new Enrolment(sessions, CLOCK);
    final RecentQuotes recentQuotes = new RecentQuotes();
    final SettlementNumbers numbers = new SettlementNumbers();
    final Quoting quoting = new Quoting(sessions, SchemeBook.liaoyang(), recentQuotes, CLOCK, new SecureRandom());
    final Settling settling;
    final GroupSettling group;
    final TakingBack takingBack = new TakingBack(sessions, SettlementRpc.replies(), POOL, numbers, CLOCK);
    final Inquiry inquiry = new Inquiry(sessions);
    final Reconciliation reconciliation = new Reconciliation(sessions);
    final DayClosing closing = new DayClosing(sessions, CLOCK);

    Insurer() {
        enrolment.loadSandbox(sandbox);
        ProofCheck proofs = new ProofCheck(
                sessions,
                proof -> {
                    tacChecks.incrementAndGet();
                    return keyService.apply(proof);
                },
                Set.of(COMMUNITY, LEVEL1, LEVEL2, SPECIALIST, PHARMACY));
        settling = new Settling(
                sessions, SchemeBook.liaoyang(), proofs, SettlementRpc.replies(), POOL, recentQuotes, numbers, CLOCK);
        group = new GroupSettling(settling);
    }

    /** A number of the sandbox by its key, for example the psn_no of ELD1. */
    SandboxData.SandboxPerson person(int number) {
        return sandbox.persons().get(number - 1);
    }

    /** A stay that is all in scope (class A), of a person, in fen. */
    Bill stay(String institution, SandboxData.SandboxPerson person, long fen) {
        return new Bill(
                institution,
                person.certno(),
                TreatmentKind.INPATIENT,
                "V" + visits.incrementAndGet(),
                LocalDate.of(2026, 3, 1),
                LocalDate.of(2026, 3, 10),
                List.of(new BillLine("1", "XSANDBOX000000000001", fen * 100, 10_000)),
                false,
                "J18");
    }

    Reply settle(String transactionId, Quoting.Offer offer) {
        return settle(transactionId, offer, null);
    }

    Reply settle(String transactionId, Quoting.Offer offer, CardProof proof) {
        SettleCommand command = new SettleCommand(
                offer.quote().institution(),
                transactionId,
                offer.quote().quoteId(),
                offer.quote().digest(),
                proof);
        try {
            return group.settle(command).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : e;
        }
    }

    Reply quoteAndSettle(String transactionId, Bill bill) {
        return settle(transactionId, quoting.quote(bill));
    }

    Settlement found(String institution, String transactionId) {
        return inquiry.query(institution, transactionId).orElseThrow().settlement();
    }

    static CardProof proof(SandboxData.SandboxPerson person, Split split, int sequence, String time) {
        return new CardProof(
                person.cardSn(),
                "0081544C968684510100A1B2C3",
                "211002",
                CardProof.Algorithm.DES,
                "210000000001",
                sequence,
                time,
                0,
                split.totalFen(),
                split.fundFen() + split.accountFen(),
                sequence,
                "01020304");
    }

    long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        group.close();
        database.close();
    }
}
