package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sscard.insurance.clearing.Clearing;
import org.sscard.insurance.clearing.ClearingBatch;
import org.sscard.insurance.clearing.DepositReturn;
import org.sscard.insurance.clearing.Deposits;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A clearing taken back before it is paid, and deposits that go back after the year. */
@Timeout(240)
class ClearingTest {
    private static final String HOSPITAL = Insurer.LEVEL2;
    private static final YearMonth MARCH = YearMonth.of(2026, 3);

    private Insurer insurer;
    private Clearing clearing;
    private Deposits deposits;

    @BeforeEach
    void aSealedDay() {
        insurer = new Insurer();
        clearing = new Clearing(insurer.sessions, Insurer.POOL, 1000, later(20));
        deposits = new Deposits(insurer.sessions, Insurer.POOL, later(400));
        insurer.quoteAndSettle("s1", insurer.stay(HOSPITAL, insurer.person(1), 345_678));
        insurer.quoteAndSettle("s2", insurer.stay(HOSPITAL, insurer.person(2), 99_999));
        insurer.closing.close(
                HOSPITAL,
                Insurer.TODAY,
                insurer.closing.day(HOSPITAL, Insurer.TODAY).ours(),
                HOSPITAL);
        insurer.closing.seal(HOSPITAL, Insurer.TODAY, "staff");
    }

    @AfterEach
    void theBooksHold() {
        for (Probe probe : BookProbes.ALL) {
            assertThat(insurer.number(probe.sql())).as(probe.name()).isZero();
        }
        insurer.close();
    }

    @Test
    void aPreparedClearing_isTakenBack_andItsDaysAreInTheNextOne() {
        ClearingBatch first = clearing.prepare(MARCH, "王");

        assertThat(clearing.withdraw(MARCH, "王", "保证金比例有误")).isEqualTo(first);

        assertThat(clearing.batch(MARCH)).isEmpty();
        assertThat(balance(Account.institutionPayable(HOSPITAL))).isEqualTo(-first.payableFen());
        assertThat(balance(Account.institutionDeposit(HOSPITAL))).isZero();
        assertThat(balance(Account.paymentClearing(HOSPITAL))).isZero();
        assertThat(insurer.closing.day(HOSPITAL, Insurer.TODAY).clearedIn()).isNull();
        assertThat(insurer.number("select count(*) from clearing_withdrawn where reason = '保证金比例有误' "
                        + "and (rows -> 0 ->> 'payable_fen')::bigint = " + first.payableFen()))
                .isEqualTo(1);
        assertCode(() -> clearing.withdraw(MARCH, "王", "again"), ErrorCode.CLEARING_NOT_FOUND);

        ClearingBatch second = new Clearing(insurer.sessions, Insurer.POOL, 500, later(20)).prepare(MARCH, "李");
        assertThat(second.payableFen()).isEqualTo(first.payableFen());
        assertThat(second.depositFen()).isEqualTo((first.payableFen() + 10) / 20);
        clearing.markPaid(MARCH, "王");
        assertCode(() -> clearing.withdraw(MARCH, "王", "too late"), ErrorCode.CLEARING_PAID);
    }

    @Test
    void theDatabase_keepsAClearingThatStands() {
        clearing.prepare(MARCH, "王");
        for (String sql : new String[] {
            "delete from clearing_row", "delete from clearing_batch", "update clearing_row set paid_fen = paid_fen"
        }) {
            assertThatThrownBy(() -> insurer.jdbi.useHandle(handle -> handle.execute(sql)))
                    .as(sql)
                    .isInstanceOf(RuntimeException.class);
        }
        clearing.markPaid(MARCH, "李");
        assertThatThrownBy(() -> insurer.jdbi.useHandle(
                        handle -> handle.execute("update clearing_batch set state = 'WITHDRAWN'")))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void aDeposit_goesBackAfterTheYear_byTwoPersons_andTheRestStays() {
        long deposit = clearing.prepare(MARCH, "王").depositFen();
        assertThat(deposits.assess(2026, HOSPITAL, 10_000, "x", "王").depositFen())
                .as("not paid yet")
                .isZero();
        clearing.markPaid(MARCH, "李");
        assertCode(() -> deposits.giveBack(2026, HOSPITAL, "李"), ErrorCode.DEPOSIT_NOT_ASSESSED);

        DepositReturn assessed = deposits.assess(2026, HOSPITAL, 9_000, "年度考核 90 分", "王");

        assertThat(assessed.depositFen()).isEqualTo(deposit);
        assertThat(assessed.returnedFen()).isEqualTo((deposit * 9 + 5) / 10);
        assertCode(() -> deposits.giveBack(2026, HOSPITAL, "王"), ErrorCode.APPROVAL_SAME_PERSON);
        DepositReturn returned = deposits.giveBack(2026, HOSPITAL, "李");
        assertThat(returned.returnedBy()).isEqualTo("李");
        assertThat(deposits.giveBack(2026, HOSPITAL, "李")).isEqualTo(returned);
        assertThat(deposits.of(2026)).containsExactly(returned);
        assertThat(balance(Account.institutionDeposit(HOSPITAL))).isEqualTo(-(deposit - returned.returnedFen()));
        assertCode(() -> deposits.assess(2026, HOSPITAL, 10_000, "again", "王"), ErrorCode.DEPOSIT_RETURNED);

        Deposits nextYear = new Deposits(insurer.sessions, Insurer.POOL, later(800));
        assertThat(nextYear.assess(2027, HOSPITAL, 10_000, "年度考核", "王").returnedFen())
                .isEqualTo(deposit - returned.returnedFen());
    }

    @Test
    void aYearThatIsNotOver_andMoreThanTheWhole_areRefused() {
        assertCode(() -> deposits.assess(2027, HOSPITAL, 100, "x", "王"), ErrorCode.CLEARING_MONTH_NOT_OVER);
        assertCode(() -> deposits.assess(2026, HOSPITAL, 10_001, "x", "王"), ErrorCode.REQUEST_INVALID);
        assertCode(() -> deposits.giveBack(2026, HOSPITAL, "王"), ErrorCode.DEPOSIT_NOT_ASSESSED);
    }

    private static Clock later(int days) {
        return Clock.offset(Insurer.CLOCK, Duration.ofDays(days));
    }

    private long balance(Account account) {
        return insurer.sessions.read(session -> new LedgerStore().balance(session, account));
    }

    private static void assertCode(ThrowingCallable work, ErrorCode code) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
