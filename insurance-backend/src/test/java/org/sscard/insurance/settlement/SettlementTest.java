package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.enrolment.SandboxData.SandboxPerson;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.reconcile.DayTotals;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class SettlementTest {

    private static Insurer insurer;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    /** Whatever a test did: entries are at zero, accumulators are what lives, institutions are owed what was paid. */
    @AfterEach
    void theBooksBalance() {
        insurer.keyService = proof -> TacVerifier.Verdict.GENUINE;
        assertThat(insurer.number("select coalesce(sum(amount_fen), 0) from posting"))
                .isZero();
        assertThat(insurer.number("""
                        select count(*) from accumulator a where used_fen <> (select coalesce(sum(fund_fen), 0)
                        from settlement s where s.person_id = a.person_id and s.period = a.period
                          and s.state <> 'REVERSED')
                        """)).isZero();
        assertThat(insurer.number("""
                        select count(*) from personal_account p where balance_fen <> (select coalesce(-sum(amount_fen), 0)
                        from posting where account = 'PERSONAL_ACCOUNT' and owner = p.person_id::text)
                        """)).isZero();
        assertThat(insurer.number(
                        "select coalesce(-sum(amount_fen), 0) from posting where account = 'INSTITUTION_PAYABLE'"))
                .isEqualTo(insurer.number(
                        "select coalesce(sum(fund_fen + account_fen), 0) from settlement where state <> 'REVERSED'"));
    }

    @Test
    void aStay_isQuotedSettledAndFoundAgain() {
        Bill bill = insurer.stay(Insurer.COMMUNITY, insurer.person(1), 345_678);

        Quoting.Offer offer = insurer.quoting.quote(bill);
        insurer.settle("s05", offer);

        Settlement settlement = insurer.found(Insurer.COMMUNITY, "s05");
        assertThat(settlement.state()).isEqualTo(Settlement.State.CONFIRMED);
        assertThat(settlement.split().fundFen()).isEqualTo(195_407);
        assertThat(settlement.split().personFen()).isEqualTo(150_271);
        assertThat(settlement.split()).isEqualTo(offer.split());
        assertThat(settlement.day()).isEqualTo(Insurer.TODAY);
    }

    @Test
    void theSameIdAndContent_answersTheSameBytes_otherContentIsRefused() {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, insurer.person(1), 100_000));
        Quoting.Offer other = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, insurer.person(1), 100_001));

        Reply first = insurer.settle("twice", offer);

        assertThat(insurer.settle("twice", offer)).isEqualTo(first);
        assertCode(() -> insurer.settle("twice", other), ErrorCode.TRANSACTION_CONTENT_DIFFERS);
        assertCode(() -> insurer.settle("twice-again", offer), ErrorCode.QUOTE_STALE);
    }

    @Test
    void aVisit_hasOneLiveSettlement_andCanBeSettledAgainAfterCancelling() {
        Bill bill = insurer.stay(Insurer.COMMUNITY, insurer.person(2), 50_000);
        insurer.quoteAndSettle("v1", bill);

        assertCode(() -> insurer.quoteAndSettle("v2", bill), ErrorCode.VISIT_ALREADY_SETTLED);
        insurer.takingBack.cancel(Insurer.COMMUNITY, "v1", "c1");
        insurer.quoteAndSettle("v2", bill);

        assertThat(insurer.found(Insurer.COMMUNITY, "v2").state()).isEqualTo(Settlement.State.CONFIRMED);
    }

    @Test
    void aCancellation_isTheExactNegation_once() {
        insurer.quoteAndSettle("o1", insurer.stay(Insurer.LEVEL2, insurer.person(2), 345_679));

        Reply reply = insurer.takingBack.cancel(Insurer.LEVEL2, "o1", "o1-cancel");

        Settlement original = insurer.found(Insurer.LEVEL2, "o1");
        Settlement negative = insurer.found(Insurer.LEVEL2, "o1-cancel");
        assertThat(original.state()).isEqualTo(Settlement.State.CANCELLED);
        assertThat(negative.cancels()).isEqualTo(original.settlementId());
        assertThat(negative.split().totalFen()).isEqualTo(-original.split().totalFen());
        assertThat(negative.split().fundFen()).isEqualTo(-original.split().fundFen());
        assertThat(negative.split().cashFen()).isEqualTo(-original.split().cashFen());
        assertThat(insurer.takingBack.cancel(Insurer.LEVEL2, "o1", "o1-cancel")).isEqualTo(reply);
        assertCode(
                () -> insurer.takingBack.cancel(Insurer.LEVEL2, "o1", "o1-cancel-2"),
                ErrorCode.TRANSACTION_ALREADY_CANCELLED);
        assertCode(() -> insurer.takingBack.reverse(Insurer.LEVEL2, "o1"), ErrorCode.TRANSACTION_ALREADY_CANCELLED);
    }

    @Test
    void aReversedCancellation_letsTheSettlementLiveAgain() {
        insurer.quoteAndSettle("r1", insurer.stay(Insurer.LEVEL2, insurer.person(2), 60_000));
        insurer.takingBack.cancel(Insurer.LEVEL2, "r1", "r1-cancel");

        insurer.takingBack.reverse(Insurer.LEVEL2, "r1-cancel");

        assertThat(insurer.found(Insurer.LEVEL2, "r1").state()).isEqualTo(Settlement.State.CONFIRMED);
        assertThat(insurer.found(Insurer.LEVEL2, "r1-cancel").state()).isEqualTo(Settlement.State.REVERSED);
    }

    @Test
    void aReversalBeforeItsOriginal_leavesATombstone() {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, insurer.person(1), 10_000));

        assertThat(insurer.takingBack.reverse(Insurer.COMMUNITY, "early").settlement())
                .isNull();
        assertThat(insurer.takingBack.reverse(Insurer.COMMUNITY, "early").settlement())
                .isNull();

        assertCode(() -> insurer.settle("early", offer), ErrorCode.TRANSACTION_TOMBSTONE);
        assertThat(insurer.inquiry
                        .query(Insurer.COMMUNITY, "early")
                        .orElseThrow()
                        .settlement())
                .isNull();
        assertThat(insurer.inquiry.query(Insurer.COMMUNITY, "never")).isEmpty();
    }

    @Test
    void aReversal_isIdempotent_andTheLateOriginalIsRefused() {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, insurer.person(1), 90_000));
        insurer.settle("rev", offer);

        Settlement once = insurer.takingBack.reverse(Insurer.COMMUNITY, "rev").settlement();
        Settlement twice = insurer.takingBack.reverse(Insurer.COMMUNITY, "rev").settlement();

        assertThat(twice).isEqualTo(once);
        assertThat(once.state()).isEqualTo(Settlement.State.REVERSED);
        assertCode(() -> insurer.settle("rev", offer), ErrorCode.TRANSACTION_TOMBSTONE);
        assertThat(insurer.number("select sum(amount_fen) from posting p join journal_entry j using (entry_id) "
                        + "where j.settlement_id = " + once.settlementId() + " and p.account = 'FUND_EXPENSE'"))
                .isZero();
    }

    @Test
    void aReversalAfterDayClose_isRefused() {
        insurer.quoteAndSettle("closed", insurer.stay(Insurer.SPECIALIST, insurer.person(2), 70_000));
        insurer.jdbi.useHandle(handle -> handle.execute(
                "insert into day_close (institution, day, state) values (?, ?, 'CUTTING')",
                Insurer.SPECIALIST,
                Insurer.TODAY));

        assertCode(() -> insurer.takingBack.reverse(Insurer.SPECIALIST, "closed"), ErrorCode.DAY_CLOSED);
    }

    @Test
    void underALaterCapLimitedSettlement_nothingIsTakenBack_inOrderItIs() {
        SandboxPerson person = insurer.person(8);
        insurer.quoteAndSettle("a", insurer.stay(Insurer.COMMUNITY, person, 2_520_000));
        insurer.quoteAndSettle("b", insurer.stay(Insurer.COMMUNITY, person, 2_520_000));
        insurer.quoteAndSettle("c", insurer.stay(Insurer.COMMUNITY, person, 2_520_000));

        assertThat(insurer.found(Insurer.COMMUNITY, "c").split().overCapFen()).isEqualTo(1_500_000);
        assertCode(() -> insurer.takingBack.reverse(Insurer.COMMUNITY, "a"), ErrorCode.LATER_CAP_LIMITED);
        assertCode(() -> insurer.takingBack.cancel(Insurer.COMMUNITY, "a", "a-c"), ErrorCode.LATER_CAP_LIMITED);
        insurer.takingBack.reverse(Insurer.COMMUNITY, "c");
        insurer.takingBack.cancel(Insurer.COMMUNITY, "b", "b-c");
        insurer.takingBack.reverse(Insurer.COMMUNITY, "a");

        assertThat(insurer.number("select used_fen from accumulator join person using (person_id) where psn_no = '"
                        + person.psnNo() + "'"))
                .isZero();
    }

    @Test
    void aQuote_isStaleWhenTheCapCameCloser() {
        SandboxPerson person = insurer.person(7);
        Quoting.Offer early = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, person, 5_000_000));
        insurer.quoteAndSettle("near", insurer.stay(Insurer.COMMUNITY, person, 1_000_000));

        assertCode(() -> insurer.settle("stale", early), ErrorCode.QUOTE_STALE);
        assertThat(insurer.inquiry.query(Insurer.COMMUNITY, "stale")).isEmpty();
    }

    @Test
    void aPharmacyPurchase_isCashForResidents_andTheAccountsForEmployees() {
        Bill resident = purchase(insurer.person(1), "P1");
        Bill employee = purchase(insurer.person(12), "P2");

        insurer.quoteAndSettle("p1", resident);
        insurer.quoteAndSettle("p2", employee);

        Split cash = insurer.found(Insurer.PHARMACY, "p1").split();
        Split account = insurer.found(Insurer.PHARMACY, "p2").split();
        assertThat(cash.cashFen()).isEqualTo(cash.totalFen()).isEqualTo(5_000);
        assertThat(cash.payable()).isFalse();
        assertThat(account.accountFen()).isEqualTo(3_000);
        assertThat(account.cashFen()).isEqualTo(2_000);
        assertThat(insurer.number("select count(*) from journal_entry where institution = '" + Insurer.PHARMACY + "'"))
                .isEqualTo(1);
    }

    /** 30 yuan of class A, 20 yuan of class C. */
    private static Bill purchase(SandboxPerson person, String visit) {
        return new Bill(
                Insurer.PHARMACY,
                person.psnNo(),
                TreatmentKind.PHARMACY,
                visit,
                Insurer.TODAY,
                Insurer.TODAY,
                List.of(
                        new BillLine("1", "XSANDBOX000000000001", 300_000, 10_000),
                        new BillLine("2", "XSANDBOX000000000023", 200_000, 10_000)),
                false,
                "");
    }

    @Test
    void anEmployeesStay_isRefused() {
        assertCode(
                () -> insurer.quoting.quote(insurer.stay(Insurer.LEVEL2, insurer.person(12), 1)),
                ErrorCode.BILL_KIND_UNSUPPORTED);
    }

    @Test
    void denials_areSettledAtZeroWithTheirArticle() {
        assertBasis(insurer.stay(Insurer.LEVEL2, insurer.person(9), 100_000), "16/17: waiting or not covered");
        assertBasis(insurer.stay(Insurer.LEVEL2, insurer.person(10), 100_000), "17: cover lapsed");
        assertBasis(insurer.stay(Insurer.LEVEL2, insurer.person(11), 100_000), "30: card lent to another person");
        assertBasis(
                insurer.stay("H21101100016", insurer.person(1), 100_000),
                "24: not a designated institution / transfer not approved");
    }

    private static void assertBasis(Bill bill, String basis) {
        Split split = insurer.quoting.quote(bill).split();
        assertThat(split.basis()).isEqualTo(basis);
        assertThat(split.payable()).isFalse();
        assertThat(split.cashFen()).isEqualTo(split.totalFen());
    }

    @Test
    void filings_decideReferralAndSpecialDisease() {
        Split referral = insurer.quoting
                .quote(insurer.stay(Insurer.LEVEL3, insurer.person(2), 1_000_000))
                .split();
        Split outOfTown = insurer.quoting
                .quote(insurer.stay("H21010200017", insurer.person(3), 2_000_000))
                .split();

        assertThat(referral.basis()).isEqualTo("22+23");
        assertThat(referral.fundFen()).isEqualTo(380_000);
        assertThat(outOfTown.fundFen()).isEqualTo(772_000);
    }

    @Test
    void badBills_areRefusedByCodeAndLine() {
        Bill good = insurer.stay(Insurer.LEVEL2, insurer.person(1), 1);

        assertCode(() -> quote(good, List.of()), ErrorCode.BILL_EMPTY);
        assertRefused(() -> quote(good, List.of(line("7", 1, -1))), ErrorCode.BILL_AMOUNT_NEGATIVE, "7");
        assertRefused(() -> quote(good, List.of(line("8", -1, 1))), ErrorCode.BILL_AMOUNT_NEGATIVE, "8");
        assertRefused(() -> quote(good, List.of(line("9", Long.MAX_VALUE, 2))), ErrorCode.BILL_AMOUNT_TOO_LARGE, "9");
        assertRefused(
                () -> quote(good, List.of(new BillLine("3", "XSANDBOX999999999999", 1, 1))),
                ErrorCode.BILL_ITEM_UNKNOWN,
                "3");
        assertRefused(() -> quote(good, List.of(line("1", 1, 1), line("1", 1, 1))), ErrorCode.BILL_LINE_REPEATED, "1");
        assertCode(
                () -> insurer.quoting.quote(insurer.stay(Insurer.LEVEL2, insurer.person(14), 1)),
                ErrorCode.INSURED_PERSON_OTHER_POOL);
        assertCode(
                () -> insurer.quoting.quote(insurer.stay("H21100299999", insurer.person(1), 1)),
                ErrorCode.INSTITUTION_UNKNOWN);
        assertCode(() -> insurer.settle("bad id", insurer.quoting.quote(good)), ErrorCode.TRANSACTION_ID_INVALID);
    }

    private static BillLine line(String number, long price, long quantity) {
        return new BillLine(number, "XSANDBOX000000000001", price, quantity);
    }

    private static void quote(Bill bill, List<BillLine> lines) {
        insurer.quoting.quote(new Bill(
                bill.institution(),
                bill.person(),
                bill.kind(),
                bill.visit(),
                bill.admittedOn(),
                bill.dischargedOn(),
                lines,
                false,
                ""));
    }

    @Test
    void aProof_isCheckedAgainstCardAmountsAndKeyService_beforeAnythingIsPosted() {
        SandboxPerson person = insurer.person(1);
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 200_000));
        CardProof good = Insurer.proof(person, offer.split(), 5, "20260320100000");
        CardProof others = Insurer.proof(insurer.person(2), offer.split(), 5, "20260320100000");
        Quoting.Offer cheaper = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 100_000));

        assertCode(() -> insurer.settle("t1", offer), ErrorCode.CARD_PROOF_MISSING);
        assertCode(() -> insurer.settle("t1", offer, others), ErrorCode.TAC_CONTENT_DIFFERS);
        assertCode(() -> insurer.settle("t1", cheaper, good), ErrorCode.TAC_CONTENT_DIFFERS);
        insurer.keyService = proof -> TacVerifier.Verdict.FALSE;
        assertCode(() -> insurer.settle("t1", offer, good), ErrorCode.TAC_FALSE);
        insurer.keyService = proof -> {
            throw new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
        };
        assertCode(() -> insurer.settle("t1", offer, good), ErrorCode.KEY_SERVICE_UNAVAILABLE);
        assertThat(insurer.inquiry.query(Insurer.LEVEL3, "t1")).isEmpty();

        insurer.keyService = proof -> TacVerifier.Verdict.GENUINE;
        insurer.settle("t1", offer, good);
        assertThat(insurer.found(Insurer.LEVEL3, "t1").late()).isFalse();
    }

    @Test
    void aReplayedProof_isRefused_andALateOneIsFlagged() {
        SandboxPerson person = insurer.person(4);
        Quoting.Offer first = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 200_000));
        insurer.settle("x1", first, Insurer.proof(person, first.split(), 9, "20260320100000"));
        Quoting.Offer second = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 200_000));

        assertCode(
                () -> insurer.settle("x2", second, Insurer.proof(person, second.split(), 9, "20260320100000")),
                ErrorCode.TAC_REPLAYED);
        insurer.settle("x2", second, Insurer.proof(person, second.split(), 8, "20260320095900"));

        assertThat(insurer.found(Insurer.LEVEL3, "x1").late()).isFalse();
        assertThat(insurer.found(Insurer.LEVEL3, "x2").late()).isTrue();
    }

    @Test
    void aBlacklistedCard_isRefused() {
        SandboxPerson person = insurer.person(5);
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 200_000));
        insurer.jdbi.useHandle(handle -> handle.execute(
                "update card_status set blacklisted = true where social_security_number = ?", person.certno()));

        assertCode(
                () -> insurer.settle("bl", offer, Insurer.proof(person, offer.split(), 1, "20260320100000")),
                ErrorCode.CARD_STATUS_REFUSED);
    }

    @Test
    void dayTotals_agreeWithTheLedger() {
        String institution = Insurer.LEVEL1;
        insurer.quoteAndSettle("d1", insurer.stay(institution, insurer.person(6), 100_000));
        insurer.quoteAndSettle("d2", insurer.stay(institution, insurer.person(6), 200_000));
        insurer.quoteAndSettle("d3", insurer.stay(institution, insurer.person(6), 300_000));
        insurer.takingBack.cancel(institution, "d1", "d1-c");
        insurer.takingBack.reverse(institution, "d2");

        DayTotals totals = insurer.reconciliation.dayTotals(institution, Insurer.TODAY);

        assertThat(totals.settlements()).isEqualTo(2);
        assertThat(totals.cancellations()).isEqualTo(1);
        assertThat(totals.reversals()).isEqualTo(1);
        assertThat(totals.totalFen()).isEqualTo(300_000);
        assertThat(totals.fundFen()).isEqualTo(154_000);
        assertThat(totals.ledgerPayableFen()).isEqualTo(totals.fundFen() + totals.accountFen());
        assertThat(totals.ledgerSumFen()).isZero();
        assertThat(insurer.reconciliation
                        .dayTotals(institution, LocalDate.of(2026, 3, 19))
                        .settlements())
                .isZero();
    }

    @Test
    void aCommitThatFails_isNeverAnswered() {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, insurer.person(1), 80_000));
        insurer.jdbi.useHandle(handle -> handle.execute("""
                create function no_commit() returns trigger language plpgsql as
                    $$ begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$;
                create constraint trigger no_commit after insert on transaction_record
                    deferrable initially deferred for each row execute function no_commit()
                """));

        assertThatThrownBy(() -> insurer.settle("no-commit", offer)).isNotInstanceOf(CodedException.class);
        insurer.jdbi.useHandle(handle -> handle.execute("drop function no_commit() cascade"));

        assertThat(insurer.inquiry.query(Insurer.COMMUNITY, "no-commit")).isEmpty();
        insurer.settle("no-commit", offer);
    }

    @Test
    void loadingTheSandboxAgain_changesNothing() {
        long before = insurer.number("select count(*) + (select count(*) from journal_entry) from person");

        insurer.enrolment.loadSandbox(insurer.sandbox);

        assertThat(insurer.number("select count(*) + (select count(*) from journal_entry) from person"))
                .isEqualTo(before);
    }

    private static void assertRefused(Runnable work, ErrorCode code, String line) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(CodedException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.arguments()).contains(line);
        });
    }

    private static void assertCode(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
