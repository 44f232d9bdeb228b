package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.clearing.FundStatements;
import org.sscard.insurance.console.store.FundStore;
import org.sscard.insurance.console.store.SettlementSums;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.insurance.ledger.store.LedgerSums;

/**
 * The sums that pages and statements show are those of the postings, however far they were stored. With
 * {@code -Dsscard.test.settlements=1000000} the last test tells what a view costs with so many behind it.
 */
class DailySumsTest {

    private static final int FILLED = Integer.getInteger("sscard.test.settlements", 20_000);

    private Insurer insurer;
    private final LedgerSums eager = new LedgerSums(1);
    private final SettlementSums settlements = new SettlementSums();

    @BeforeEach
    void open() {
        insurer = new Insurer();
    }

    @AfterEach
    void close() {
        assertThat(BookProbes.ALL)
                .allSatisfy(probe ->
                        assertThat(insurer.number(probe.sql())).as(probe.name()).isZero());
        insurer.close();
    }

    private Map<String, Long> summed() {
        return insurer.sessions.read(session -> session
                .handle()
                .createQuery("select day || ' ' || account as k, sum(amount_fen) as fen from " + eager.byDay(session)
                        + " group by 1")
                .map((row, context) -> Map.entry(row.getString("k"), row.getLong("fen")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private Map<String, Long> posted() {
        return insurer.jdbi.withHandle(handle ->
                handle
                        .createQuery("""
                        select j.day || ' ' || p.account as k, sum(p.amount_fen) as fen
                        from journal_entry j join posting p using (entry_id) group by 1
                        """)
                        .map((row, context) -> Map.entry(row.getString("k"), row.getLong("fen")))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    void storedAndNotYetStored_addUpToThePostings() {
        insurer.quoteAndSettle("a", insurer.stay(Insurer.LEVEL2, insurer.person(2), 345_679));
        assertThat(summed()).isEqualTo(posted());
        eager.advance(insurer.sessions);
        assertThat(insurer.number("select count(*) from ledger_day")).isPositive();
        assertThat(summed()).isEqualTo(posted());
        insurer.quoteAndSettle("b", insurer.stay(Insurer.LEVEL2, insurer.person(4), 100_000));
        insurer.takingBack.cancel(Insurer.LEVEL2, "a", "a-cancel");
        insurer.takingBack.reverse(Insurer.LEVEL2, "b");
        assertThat(summed()).isEqualTo(posted());
        eager.advance(insurer.sessions);
        eager.advance(insurer.sessions);
        assertThat(summed()).isEqualTo(posted());
    }

    @Test
    void whileSettlementsGoOn_noEntryIsMissedAndNoneCountedTwice() throws Exception {
        ExecutorService clerks = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = List.of(
                    clerks.submit(() -> settle("x", 2)),
                    clerks.submit(() -> settle("y", 4)),
                    clerks.submit(() -> settle("z", 8)),
                    clerks.submit(() -> {
                        for (int i = 0; i < 40; i++) {
                            eager.advance(insurer.sessions);
                        }
                    }));
            for (Future<?> one : work) {
                one.get();
            }
        } finally {
            clerks.shutdownNow();
        }
        eager.advance(insurer.sessions);
        assertThat(summed()).isEqualTo(posted());
    }

    private void settle(String name, int person) {
        for (int i = 0; i < 15; i++) {
            insurer.quoteAndSettle(name + i, insurer.stay(Insurer.LEVEL2, insurer.person(person), 50_000 + i));
        }
    }

    @Test
    void aSettlementOfAnOldDayThatIsCancelled_leavesThatDaysSum() {
        insurer.quoteAndSettle("old", insurer.stay(Insurer.LEVEL2, insurer.person(2), 345_679));
        LocalDate later = Insurer.TODAY.plusDays(10);
        LocalDate from = Insurer.TODAY.withDayOfYear(1);
        settlements.advance(insurer.sessions, from, later);
        assertThat(insurer.number("select count(*) from settlement_sum")).isEqualTo(1);
        assertThat(parts(from, later)).extracting(SettlementSums.Part::totalFen).containsExactly(345_679L);

        insurer.takingBack.cancel(Insurer.LEVEL2, "old", "old-cancel");
        settlements.advance(insurer.sessions, from, later);
        assertThat(parts(from, later)).isEmpty();
    }

    private List<SettlementSums.Part> parts(LocalDate from, LocalDate today) {
        return insurer.sessions.read(session -> settlements.parts(session, from, today));
    }

    @Test
    void aView_costsTheSameHoweverManySettlementsStandBehindIt() {
        insurer.quoteAndSettle("first", insurer.stay(Insurer.LEVEL2, insurer.person(2), 345_679));
        insurer.jdbi.useTransaction(handle -> fill(handle, FILLED));
        insurer.jdbi.useHandle(handle -> handle.execute("analyze"));
        LedgerSums ledger = new LedgerSums();
        long start = System.nanoTime();
        Map<String, Long> posted = posted();
        long added = Duration.ofNanos(System.nanoTime() - start).toMillis();
        long first = look(ledger);
        long again = look(ledger);
        assertThat(summed()).isEqualTo(posted);
        System.getLogger("sums")
                .log(
                        System.Logger.Level.INFO,
                        FILLED + " settlements: first view " + first + " ms, then " + again
                                + " ms; adding up every posting once " + added + " ms");
        assertThat(insurer.number("select coalesce(max(entry_id), 0) from ledger_day_reach"))
                .isEqualTo(insurer.number("select max(entry_id) from journal_entry"));
        // What is left to read is the days, not the settlements.
        assertThat(insurer.number("select count(*) from ledger_day")).isLessThan(2_000);
        assertThat(again).isLessThan(2_000);
    }

    /** What the fund page and a statement ask for; answers how long it took in milliseconds. */
    private long look(LedgerSums ledger) {
        long start = System.nanoTime();
        LocalDate year = Insurer.TODAY.withDayOfYear(1);
        ledger.advance(insurer.sessions);
        settlements.advance(insurer.sessions, year, Insurer.TODAY);
        FundStore fund = new FundStore(ledger);
        insurer.sessions.read(session -> List.of(
                fund.months(session, year.minusYears(1)),
                fund.days(session, Insurer.TODAY.minusDays(30)),
                settlements.parts(session, year, Insurer.TODAY),
                settlements.settled(session, Insurer.TODAY)));
        new FundStatements(insurer.sessions, Insurer.POOL).statement(year, Insurer.TODAY);
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    /** Copies of the first settlement of other persons and days; triggers rest, as in a restore. */
    private static void fill(Handle handle, int count) {
        handle.execute("set local session_replication_role = replica");
        handle.execute("create temporary table filled on commit drop as"
                + " select nextval('settlement_number') as id, n from generate_series(1, " + count + ") n");
        handle.execute("""
                insert into settlement
                select f.id, 'H' || (f.n % 50), 'F' || f.id, 1000000 + f.n, m.scheme, m.kind, 'F' || f.id, m.state, null,
                       'F' || f.id, m.period, m.total_fen, m.own_pay_fen, m.over_limit_fen, m.advance_fen, m.in_scope_fen,
                       m.deductible_fen, m.fund_fen, m.proportional_self_pay_fen, m.over_cap_fen, m.account_fen,
                       m.cash_fen, m.person_fen, m.ratio_bp, m.used_before_fen, m.used_after_fen, m.payable, m.basis,
                       m.explanation, m.policy, false, date '2026-03-20' - (f.n % 400)::int, m.posted_at
                from filled f, (select * from settlement order by settlement_id limit 1) m
                """);
        handle.execute("insert into accumulator (person_id, scheme, period, used_fen, cap_fen)"
                + " select person_id, scheme, period, fund_fen, 3000000 from settlement where person_id > 1000000");
        handle.execute("""
                with entries as (
                    insert into journal_entry (day, institution, settlement_id, kind, posted_at)
                    select s.day, s.institution, s.settlement_id, 'SETTLE', s.posted_at
                    from filled f join settlement s on s.settlement_id = f.id
                    returning entry_id, institution, settlement_id)
                insert into posting
                select entry_id, leg, account, owner, amount
                from entries join settlement s using (settlement_id),
                    lateral (values (1, 'FUND_EXPENSE', '211000/RESIDENT', s.fund_fen),
                                    (2, 'INSTITUTION_PAYABLE', entries.institution, -s.fund_fen)) l (leg, account, owner, amount)
                """);
    }
}
