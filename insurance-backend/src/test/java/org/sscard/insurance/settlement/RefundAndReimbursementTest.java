package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.encounter.DailyLists;
import org.sscard.insurance.enrolment.SandboxData.SandboxPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.reimbursement.Reimbursement;
import org.sscard.insurance.reimbursement.Reimbursements;
import org.sscard.servicekit.approval.Approvals;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Refunds in part, cards shown later, reimbursement by hand, the inpatient's daily list. */
class RefundAndReimbursementTest {

    private static final List<String> PAPERS = List.of("INVOICE", "FEE_LIST", "ID_CARD");
    private static final Principal CLERK = new Principal("clerk", "wang", Set.of(Role.OPERATOR), true);
    private static final Principal REVIEWER = new Principal("reviewer", "li", Set.of(Role.REVIEWER), true);
    private static final Principal SAME_PERSON = new Principal("wang-2", "wang", Set.of(Role.REVIEWER), true);
    private static Insurer insurer;
    private static Refunding refunding;
    private static CardPresentations presentations;
    private static Reimbursements reimbursements;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
        refunding = new Refunding(insurer.sessions, insurer.settling, insurer.takingBack);
        presentations = new CardPresentations(insurer.sessions, SchemeBook.liaoyang(), Insurer.CLOCK);
        Approvals approvals = new Approvals(
                insurer.jdbi, Reimbursements.RULES, Insurer.CLOCK, new SecureRandom(), (handle, step) -> {});
        reimbursements = new Reimbursements(
                insurer.sessions, insurer.quoting, insurer.settling, approvals, Insurer.POOL, Insurer.CLOCK);
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    @AfterEach
    void theBooksBalance() {
        assertThat(insurer.number("select coalesce(sum(amount_fen), 0) from posting"))
                .isZero();
        assertThat(insurer.number("""
                        select count(*) from accumulator a where used_fen <> (select coalesce(sum(fund_fen), 0)
                        from settlement s where s.person_id = a.person_id and s.period = a.period
                          and s.state <> 'REVERSED')
                        """)).isZero();
        assertThat(insurer.number(
                        "select coalesce(-sum(amount_fen), 0) from posting where account = 'INSTITUTION_PAYABLE'"))
                .isEqualTo(insurer.number(
                        "select coalesce(sum(fund_fen + account_fen), 0) from settlement where state <> 'REVERSED'"));
    }

    private static Bill twoLines(SandboxPerson person, String visit) {
        return new Bill(
                Insurer.COMMUNITY,
                person.certno(),
                TreatmentKind.INPATIENT,
                visit,
                LocalDate.of(2026, 3, 1),
                LocalDate.of(2026, 3, 10),
                List.of(
                        new BillLine("1", "XSANDBOX000000000001", 10_000_000, 10_000),
                        new BillLine("2", "XSANDBOX000000000001", 5_000_000, 10_000),
                        new BillLine("3", "XSANDBOX000000000023", 1_000_000, 10_000)),
                false,
                "J18");
    }

    @Test
    void aRefund_cancelsAndSettlesTheRest_inOneStep_andRepeatsTheSame() {
        insurer.quoteAndSettle("f1", twoLines(insurer.person(1), "F1"));
        Refunding.Command command = new Refunding.Command(Insurer.COMMUNITY, "f1", "f1-c", "f1-r", Set.of("2"));

        Refunding.Refund refund = refunding.refund(command);
        Refunding.Refund again = refunding.refund(command);

        // in scope 1,500 − 200: fund 780, with 1,000 − 200: fund 480
        assertThat(refund.original().split().fundFen()).isEqualTo(78_000);
        assertThat(refund.resettlement().split().fundFen()).isEqualTo(48_000);
        assertThat(refund.pooledBackFen()).isEqualTo(30_000);
        assertThat(refund.cashBackFen()).isEqualTo(20_000);
        assertThat(again.cancellation()).isEqualTo(refund.cancellation());
        assertThat(again.resettlement()).isEqualTo(refund.resettlement());
        assertThat(insurer.found(Insurer.COMMUNITY, "f1").state()).isEqualTo(Settlement.State.CANCELLED);
        assertCode(
                () -> refunding.refund(new Refunding.Command(Insurer.COMMUNITY, "f1", "f1-c", "f1-r", Set.of("3"))),
                ErrorCode.TRANSACTION_CONTENT_DIFFERS);

        // more of what is left, then all of it
        Refunding.Refund more =
                refunding.refund(new Refunding.Command(Insurer.COMMUNITY, "f1-r", "f2-c", "f2-r", Set.of("3")));
        assertThat(more.cashBackFen()).isEqualTo(10_000);
        Refunding.Refund all =
                refunding.refund(new Refunding.Command(Insurer.COMMUNITY, "f2-r", "f3-c", "f3-r", Set.of("1")));
        assertThat(all.resettlement()).isNull();
        assertThat(all.pooledBackFen()).isEqualTo(48_000);
    }

    @Test
    void aRefundOfAnUnknownLine_orUnderALaterCap_changesNothing() {
        SandboxPerson person = insurer.person(8);
        insurer.quoteAndSettle("g1", twoLines(person, "G1"));
        insurer.quoteAndSettle("g2", insurer.stay(Insurer.COMMUNITY, person, 7_000_000));

        assertCode(
                () -> refunding.refund(new Refunding.Command(Insurer.COMMUNITY, "g1", "g1-c", "g1-r", Set.of("9"))),
                ErrorCode.BILL_LINE_NOT_FOUND);
        assertCode(
                () -> refunding.refund(new Refunding.Command(Insurer.COMMUNITY, "g1", "g1-c", "g1-r", Set.of("1"))),
                ErrorCode.LATER_CAP_LIMITED);
        assertThat(insurer.found(Insurer.COMMUNITY, "g1").state()).isEqualTo(Settlement.State.CONFIRMED);
        assertThat(insurer.inquiry.query(Insurer.COMMUNITY, "g1-c")).isEmpty();
    }

    @Test
    void aRefundThatIsCutBetween_leavesNeitherHalf() {
        insurer.quoteAndSettle("h1", twoLines(insurer.person(2), "H1"));
        insurer.jdbi.useHandle(handle -> handle.execute("""
                create function cut() returns trigger language plpgsql as
                    $$ begin raise exception 'killed' using errcode = 'admin_shutdown'; end $$;
                create trigger cut before insert on transaction_record for each row
                    when (new.transaction_id = 'h1-r') execute function cut()
                """));
        Refunding.Command command = new Refunding.Command(Insurer.COMMUNITY, "h1", "h1-c", "h1-r", Set.of("2"));

        assertThatThrownBy(() -> refunding.refund(command)).isNotInstanceOf(CodedException.class);
        insurer.jdbi.useHandle(handle -> handle.execute("drop function cut() cascade"));

        assertThat(insurer.found(Insurer.COMMUNITY, "h1").state()).isEqualTo(Settlement.State.CONFIRMED);
        assertThat(insurer.inquiry.query(Insurer.COMMUNITY, "h1-c")).isEmpty();
        assertThat(refunding.refund(command).cashBackFen()).isEqualTo(20_000);
    }

    @Test
    void aCardShownLater_countsItsHours_theBoundaryIncluded() {
        SandboxPerson person = insurer.person(1);
        LocalDateTime admitted = LocalDateTime.of(2026, 3, 1, 8, 30);
        Split none = insurer.quoting
                .quote(presentations.complete(emergency(person, "K0")))
                .split();
        presentations.present(Insurer.LEVEL1, "K1", person.certno(), person.cardSn(), admitted, admitted.plusHours(24));
        CardPresentations.Presented late = presentations.present(
                Insurer.LEVEL1,
                "K2",
                person.certno(),
                person.cardSn(),
                admitted,
                admitted.plusHours(24).plusSeconds(1));
        presentations.present(
                Insurer.LEVEL1,
                "K2",
                person.certno(),
                person.cardSn(),
                admitted,
                admitted.plusHours(24).plusSeconds(1));

        Split inTime = insurer.quoting
                .quote(presentations.complete(emergency(person, "K1")))
                .split();
        Split tooLate = insurer.quoting
                .quote(presentations.complete(emergency(person, "K2")))
                .split();

        // case S24: 3,000 at level 1, deductible 300, 55 %
        assertThat(inTime.fundFen()).isEqualTo(148_500);
        assertThat(late.inTime()).isFalse();
        assertThat(tooLate.basis()).startsWith("19:");
        assertThat(none.basis()).startsWith("19:");
        assertCode(
                () -> presentations.present(
                        Insurer.LEVEL1, "K2", person.certno(), person.cardSn(), admitted, admitted.plusHours(1)),
                ErrorCode.TRANSACTION_CONTENT_DIFFERS);
        assertCode(
                () -> presentations.present(
                        Insurer.LEVEL1, "K3", person.certno(), insurer.person(2).cardSn(), admitted, admitted),
                ErrorCode.TAC_CONTENT_DIFFERS);
    }

    @Test
    void anExcludedCause_isBorneByThePerson_withItsArticle() {
        Bill bill = insurer.stay(Insurer.LEVEL1, insurer.person(1), 300_000);
        Split split = insurer.quoting
                .quote(new Bill(
                        bill.institution(),
                        bill.person(),
                        bill.kind(),
                        bill.visit(),
                        bill.admittedOn(),
                        bill.dischargedOn(),
                        bill.lines(),
                        false,
                        "",
                        "TRAFFIC_ACCIDENT",
                        false,
                        null))
                .split();

        assertThat(split.fundFen()).isZero();
        assertThat(split.basis()).isEqualTo("26(3): excluded cause");
    }

    private static Bill emergency(SandboxPerson person, String visit) {
        return new Bill(
                Insurer.LEVEL1,
                person.certno(),
                TreatmentKind.INPATIENT,
                visit,
                LocalDate.of(2026, 3, 1),
                LocalDate.of(2026, 3, 10),
                List.of(new BillLine("1", "XSANDBOX000000000001", 30_000_000, 10_000)),
                true,
                "",
                null,
                true,
                null);
    }

    @Test
    void aReimbursement_isEnteredByOneAndApprovedByAnother_andPaidOnce() {
        SandboxPerson person = insurer.person(3);
        Bill bill = insurer.stay(Insurer.LEVEL2, person, 500_000);

        assertCode(
                () -> reimbursements.submit("z1", bill, List.of("INVOICE"), "现金垫付", CLERK),
                ErrorCode.REIMBURSEMENT_PAPER_MISSING);
        Reimbursements.Case entered = reimbursements.submit("z1", bill, PAPERS, "现金垫付", CLERK);
        assertThat(reimbursements
                        .submit("z1", bill, PAPERS, "现金垫付", CLERK)
                        .reimbursement()
                        .id())
                .isEqualTo(entered.reimbursement().id());
        assertThat(insurer.number("select count(*) from settlement where institution = 'LX211000'"))
                .isZero();
        long id = entered.reimbursement().id();
        assertCode(() -> reimbursements.approve(id, "", SAME_PERSON), ErrorCode.APPROVAL_SAME_PERSON);

        Reimbursements.Case paid = reimbursements.approve(id, "核实", REVIEWER);

        assertThat(paid.reimbursement().state()).isEqualTo(Reimbursement.State.PAID);
        assertThat(paid.split().fundFen()).isEqualTo(entered.split().fundFen()).isPositive();
        assertThat(insurer.number("select -sum(amount_fen) from posting where account = 'INSTITUTION_PAYABLE'"
                        + " and owner = 'LX211000'"))
                .isEqualTo(paid.split().fundFen());
        assertCode(() -> reimbursements.approve(id, "", REVIEWER), ErrorCode.REIMBURSEMENT_DECIDED);
        assertCode(() -> reimbursements.submit("z2", bill, PAPERS, "再报", CLERK), ErrorCode.VISIT_ALREADY_SETTLED);
    }

    @Test
    void aReimbursementWhoseSplitChanged_isNotPaid() {
        SandboxPerson person = insurer.person(7);
        Reimbursements.Case entered =
                reimbursements.submit("y1", insurer.stay(Insurer.COMMUNITY, person, 5_000_000), PAPERS, "垫付", CLERK);
        insurer.quoteAndSettle("y2", insurer.stay(Insurer.COMMUNITY, person, 4_000_000));
        long id = entered.reimbursement().id();

        assertCode(() -> reimbursements.approve(id, "", REVIEWER), ErrorCode.QUOTE_STALE);

        assertThat(insurer.number("select count(*) from settlement where transaction_id = 'LX-" + id + "'"))
                .isZero();
        Reimbursements.Case rejected = reimbursements.list(Reimbursement.State.SUBMITTED, 10).stream()
                .filter(one -> one.reimbursement().id() == id)
                .findFirst()
                .orElseThrow();
        assertThat(rejected.reimbursement().state()).isEqualTo(Reimbursement.State.SUBMITTED);
    }

    @Test
    void anInpatientsDailyList_showsEachLineOfTheDay() {
        long visit = insurer.number("select nextval('visit_number')");
        insurer.jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into visit values (?, ?, 1, 'STAY', 'N1', '21', '2026-03-01 08:00', null, '', 'OPEN')",
                    visit,
                    Insurer.LEVEL1);
            for (String line : List.of(
                    "('a', 'ACTIVE', '2026-03-02')", "('b', 'VOID', '2026-03-02')", "('c', 'ACTIVE', '2026-03-03')")) {
                handle.execute(
                        "insert into fee_line (number, state, occurred, visit_id, batch, item, price_1e4, quantity_1e4,"
                                + " doctor) select n, s, o::timestamp, " + visit
                                + ", '', 'XSANDBOX000000000013', 1000000, 10000, '' from (values " + line
                                + ") as v (n, s, o)");
            }
        });

        DailyLists.DailyList list = new DailyLists(insurer.sessions).of(Insurer.LEVEL1, "N1", LocalDate.of(2026, 3, 2));

        assertThat(list.lines()).extracting(DailyLists.Line::number).containsExactly("a", "b");
        // class B, 10 % advance: 100.00 = 10.00 + 90.00; the void line is shown and does not count
        assertThat(list.sums().totalFen()).isEqualTo(10_000);
        assertThat(list.sums().inScopeFen()).isEqualTo(9_000);
        assertCode(
                () -> new DailyLists(insurer.sessions).of(Insurer.LEVEL2, "N1", LocalDate.of(2026, 3, 2)),
                ErrorCode.VISIT_NOT_FOUND);
    }

    private static void assertCode(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
