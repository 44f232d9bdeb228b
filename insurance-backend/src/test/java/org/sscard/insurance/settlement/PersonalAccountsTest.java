package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.account.CreditRun;
import org.sscard.insurance.account.PersonalAccounts;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Credits of personal accounts are posted once, whatever happens to the run. */
class PersonalAccountsTest {

    private static Insurer insurer;
    private static PersonalAccounts accounts;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
        accounts = new PersonalAccounts(insurer.sessions, SchemeBook.liaoyang(), Insurer.POOL, Insurer.CLOCK);
        // EMP1, born 1978-04-04, and EMP2, born 1975-10-10
        accounts.base(insurer.person(12).certno(), LocalDate.of(2026, 1, 1), 654_321, false);
        accounts.base(insurer.person(13).certno(), LocalDate.of(2026, 2, 1), 333_333, true);
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    @Test
    void aMonth_isCreditedOnce_toThoseWhoHaveABase() {
        CreditRun january = new CreditRun(CreditRun.Kind.MONTHLY, "2026-01");

        PersonalAccounts.Outcome first = accounts.run(january);
        PersonalAccounts.Outcome again = accounts.run(january);

        // 6,543.21 × 3.5 % = 229.01235; EMP2 has a base from February on
        assertThat(first).isEqualTo(new PersonalAccounts.Outcome(1, 22_901));
        assertThat(again).isEqualTo(new PersonalAccounts.Outcome(0, 0));
        assertThat(accounts.statement(insurer.person(12).psnNo(), 10).balanceFen())
                .isEqualTo(72_901);
        theBooksAgree();
    }

    @Test
    void aRunThatIsCutInTheMiddle_goesOnWhereItStopped() {
        CreditRun february = new CreditRun(CreditRun.Kind.MONTHLY, "2026-02");
        insurer.jdbi.useHandle(handle ->
                handle.execute("""
                create function cut() returns trigger language plpgsql as
                    $$ begin raise exception 'killed' using errcode = 'admin_shutdown'; end $$;
                create trigger cut before insert on account_credit for each row
                    when (new.person_id = (select max(person_id) from personal_account)) execute function cut()
                """.replace("(select max(person_id) from personal_account)", String.valueOf(last()))));

        assertThatThrownBy(() -> accounts.run(february)).isNotInstanceOf(CodedException.class);
        insurer.jdbi.useHandle(handle -> handle.execute("drop function cut() cascade"));
        accounts.resume();
        accounts.resume();

        assertThat(insurer.number("select count(*) from account_credit where period = '2026-02'"))
                .isEqualTo(2);
        assertThat(insurer.number("select count(*) from account_run where finished_at is null"))
                .isZero();
        theBooksAgree();
    }

    @Test
    void interest_isOnTheBalancesOfTheYear_andOnlyWhenItIsOver() {
        assertThatThrownBy(() -> accounts.run(new CreditRun(CreditRun.Kind.INTEREST, "2026")))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ACCOUNT_PERIOD_INVALID));

        // the accounts were opened in 2026, so 2025 had nothing on them
        assertThat(accounts.run(new CreditRun(CreditRun.Kind.INTEREST, "2025")).amountFen())
                .isZero();
        theBooksAgree();
    }

    private static long last() {
        return insurer.number("select max(person_id) from personal_account");
    }

    private static void theBooksAgree() {
        assertThat(insurer.number("""
                select count(*) from personal_account p where balance_fen <> (select coalesce(-sum(amount_fen), 0)
                from posting where account = 'PERSONAL_ACCOUNT' and owner = p.person_id::text)
                """)).isZero();
        assertThat(insurer.number("select coalesce(sum(amount_fen), 0) from posting"))
                .isZero();
    }
}
