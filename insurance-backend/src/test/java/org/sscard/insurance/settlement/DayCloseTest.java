package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sscard.insurance.clearing.Clearing;
import org.sscard.insurance.clearing.ClearingBatch;
import org.sscard.insurance.clearing.FundStatement;
import org.sscard.insurance.clearing.FundStatementSheet;
import org.sscard.insurance.clearing.FundStatementWorkbook;
import org.sscard.insurance.clearing.FundStatements;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.reconcile.DayClose;
import org.sscard.insurance.reconcile.DayClosing;
import org.sscard.insurance.reconcile.DayFigures;
import org.sscard.insurance.reconcile.DayState;
import org.sscard.insurance.reconcile.Difference;
import org.sscard.insurance.reconcile.StatementLine;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

@Timeout(240)
class DayCloseTest {

    private static final String HOSPITAL = Insurer.LEVEL2;
    private static final LocalDate TODAY = Insurer.TODAY;
    private static final String STAFF = "staff";

    private Insurer insurer;

    @BeforeEach
    void open() {
        insurer = new Insurer();
    }

    @AfterEach
    void theBooksHold() {
        for (Probe probe : BookProbes.ALL) {
            assertThat(insurer.number(probe.sql())).as(probe.name()).isZero();
        }
        insurer.close();
    }

    private void settle(String id, int person, long fen) {
        insurer.quoteAndSettle(id, insurer.stay(HOSPITAL, insurer.person(person), fen));
    }

    private DayFigures ours() {
        return insurer.closing.day(HOSPITAL, TODAY).ours();
    }

    private DayClose close(DayFigures told) {
        return insurer.closing.close(HOSPITAL, TODAY, told, HOSPITAL);
    }

    private List<StatementLine> books() {
        return insurer.jdbi.withHandle(handle -> handle.createQuery("""
                        select transaction_id, total_fen, fund_fen, account_fen from settlement
                        where institution = :i and day = :d and state <> 'REVERSED' order by settlement_id
                        """)
                .bind("i", HOSPITAL)
                .bind("d", TODAY)
                .map((row, context) ->
                        new StatementLine(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .collect(Collectors.toCollection(ArrayList::new)));
    }

    @Test
    void equalTotals_balanceTheDay_whichIsThenSealed_andNeverReopened() {
        settle("a", 1, 345_678);
        settle("b", 2, 100_000);
        insurer.takingBack.cancel(HOSPITAL, "b", "b-cancel");
        settle("c", 2, 70_000);
        insurer.takingBack.reverse(HOSPITAL, "c");

        DayClose closed = close(ours());

        assertThat(closed.state()).isEqualTo(DayState.BALANCED);
        assertThat(closed.ours().rows()).isEqualTo(3);
        assertThat(closed.ledgerPayableFen()).isEqualTo(closed.ours().fundFen());
        assertThat(close(ours())).isEqualTo(closed);
        assertThat(insurer.closing.seal(HOSPITAL, TODAY, STAFF).state()).isEqualTo(DayState.SEALED);
        assertThat(insurer.closing.seal(HOSPITAL, TODAY, STAFF).state()).isEqualTo(DayState.SEALED);
        assertCode(() -> close(new DayFigures(9, 9, 9, 9)), ErrorCode.DAY_CLOSED);
        assertThat(insurer.closing.days(null, TODAY, TODAY)).singleElement().satisfies(day -> {
            assertThat(day.institution()).isEqualTo(HOSPITAL);
            assertThat(day.state()).isEqualTo(DayState.SEALED);
            assertThat(day.ours()).isEqualTo(closed.ours());
        });
    }

    @Test
    void afterTheCut_nothingIsReversed_andWhatIsSettledBelongsToTheNextDay() {
        settle("before", 1, 100_000);
        close(ours());

        settle("after", 1, 100_000);
        insurer.takingBack.cancel(HOSPITAL, "before", "before-cancel");

        assertThat(insurer.found(HOSPITAL, "after").day()).isEqualTo(TODAY.plusDays(1));
        assertThat(insurer.found(HOSPITAL, "before-cancel").day()).isEqualTo(TODAY.plusDays(1));
        assertCode(() -> insurer.takingBack.reverse(HOSPITAL, "before"), ErrorCode.TRANSACTION_ALREADY_CANCELLED);
        insurer.takingBack.reverse(HOSPITAL, "before-cancel");
        assertCode(() -> insurer.takingBack.reverse(HOSPITAL, "before"), ErrorCode.DAY_CLOSED);
        insurer.takingBack.reverse(HOSPITAL, "after");
        assertThat(ours().rows()).isEqualTo(1);
    }

    @Test
    void theDatabaseItself_refusesBookingAndReversingOnAClosedDay_andMovingADayBack() {
        settle("x", 1, 100_000);
        close(ours());
        for (String statement : List.of(
                "update settlement set state = 'REVERSED' where transaction_id = 'x'",
                "insert into journal_entry (day, institution, kind, posted_at) select day, institution, 'REVERSE', now() "
                        + "from settlement",
                "update day_close set state = 'CUTTING'",
                "delete from day_close",
                "update day_close set cleared_in = '2026-03'",
                "insert into day_close (institution, day, state) values ('" + Insurer.LEVEL1
                        + "', '2026-03-20', 'SEALED')")) {
            assertThatThrownBy(() -> insurer.jdbi.useHandle(handle -> handle.execute(statement)))
                    .as(statement)
                    .isInstanceOf(JdbiException.class);
        }
    }

    @Test
    void aDayThatHasNotBegun_cannotBeClosed_andAnOpenOneNotSealed() {
        DayFigures none = new DayFigures(0, 0, 0, 0);

        assertCode(() -> insurer.closing.close(HOSPITAL, TODAY.plusDays(1), none, HOSPITAL), ErrorCode.DAY_NOT_BEGUN);
        assertCode(() -> insurer.closing.seal(HOSPITAL, TODAY, STAFF), ErrorCode.DAY_NOT_CLOSED);
        assertThat(insurer.closing.compareTotals(HOSPITAL, TODAY, none))
                .isEqualTo(new DayClosing.Level(true, none, DayState.OPEN));
    }

    @Test
    void injectedDifferences_areFoundExactly_eachWithItsAction() {
        for (int i = 0; i < 30; i++) {
            settle("t" + i, 1 + i % 5, 50_000 + i);
        }
        insurer.takingBack.cancel(HOSPITAL, "t1", "t1-cancel");
        insurer.takingBack.reverse(HOSPITAL, "t2");
        insurer.takingBack.reverse(HOSPITAL, "never-sent");
        insurer.quoteAndSettle("elsewhere", insurer.stay(Insurer.LEVEL1, insurer.person(1), 1_000));
        List<StatementLine> lines = books();
        assertThat(insurer.closing.compareLines(HOSPITAL, TODAY, lines).differences())
                .isEmpty();

        StatementLine wrong = lines.get(5);
        lines.set(5, new StatementLine(wrong.transactionId(), wrong.totalFen() + 1, wrong.fundFen(), 0));
        StatementLine missing = lines.remove(10);
        lines.add(new StatementLine("t2", 50_002, 0, 0));
        lines.add(new StatementLine("never-sent", 1, 0, 0));
        lines.add(new StatementLine("unheard-of", 1, 0, 0));
        lines.add(lines.get(7));

        assertThat(actions(insurer.closing.compareLines(HOSPITAL, TODAY, lines).differences()))
                .containsExactlyInAnyOrder(
                        wrong.transactionId() + " FIGURES CORRECT_AT_INSTITUTION CONFIRMED",
                        missing.transactionId() + " ONLY_INSURER REVERSE CONFIRMED",
                        "t2 ONLY_INSTITUTION VOID_AT_INSTITUTION REVERSED",
                        "never-sent ONLY_INSTITUTION VOID_AT_INSTITUTION TOMBSTONE",
                        "unheard-of ONLY_INSTITUTION VOID_AT_INSTITUTION ",
                        lines.get(7).transactionId() + " REPEATED VOID_AT_INSTITUTION CONFIRMED");
        lines.remove(lines.get(1));
        assertThat(actions(insurer.closing.compareLines(HOSPITAL, TODAY, lines).differences()))
                .contains("t1 ONLY_INSURER CORRECT_AT_INSTITUTION CANCELLED");
    }

    private static List<String> actions(List<Difference> differences) {
        return differences.stream()
                .map(one -> one.transactionId() + " " + one.kind() + " " + one.action() + " " + one.insurerState())
                .toList();
    }

    @Test
    void randomDifferences_areFoundWithPrecisionAndRecallOne() {
        for (int i = 0; i < 60; i++) {
            settle("r" + i, 1 + i % 5, 10_000 + i);
        }
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<StatementLine> told = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (StatementLine line : books()) {
                switch (random.nextInt(12)) {
                    case 0 -> expected.add(line.transactionId());
                    case 1 -> {
                        told.add(new StatementLine(line.transactionId(), line.totalFen(), line.fundFen() + 1, 0));
                        expected.add(line.transactionId());
                    }
                    case 2 -> {
                        told.add(line);
                        told.add(new StatementLine("g" + random.nextInt(), 5, 5, 0));
                        expected.add(told.get(told.size() - 1).transactionId());
                    }
                    default -> told.add(line);
                }
            }

            assertThat(insurer.closing.compareLines(HOSPITAL, TODAY, told).differences())
                    .as("seed %d", seed)
                    .extracting(Difference::transactionId)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aDifferentDay_isSealedOnlyWhenEveryDifferenceIsResolved() {
        settle("kept", 1, 100_000);
        settle("lost", 2, 100_000);
        settle("odd", 3, 100_000);
        List<StatementLine> lines = books();
        lines.remove(1);
        StatementLine odd = lines.remove(1);
        lines.add(new StatementLine("odd", odd.totalFen(), odd.fundFen() - 1, 0));
        lines.add(new StatementLine("ghost", 1, 0, 0));

        assertThat(close(new DayFigures(3, 1, 1, 1)).state()).isEqualTo(DayState.DIFFERENT);
        assertCode(() -> insurer.closing.seal(HOSPITAL, TODAY, STAFF), ErrorCode.DAY_DIFFERENCES_OPEN);
        DayClosing.Compared compared = insurer.closing.compareLines(HOSPITAL, TODAY, lines);
        assertThat(actions(compared.differences()))
                .containsExactlyInAnyOrder(
                        "lost ONLY_INSURER CANCEL CONFIRMED",
                        "odd FIGURES CORRECT_AT_INSTITUTION CONFIRMED",
                        "ghost ONLY_INSTITUTION VOID_AT_INSTITUTION ");
        assertThat(compared.state()).isEqualTo(DayState.DIFFERENT);

        // The institution follows: cancels on the open day, corrects one row, leaves the ghost to the staff.
        insurer.takingBack.cancel(HOSPITAL, "lost", "lost-cancel");
        lines.removeIf(line -> line.transactionId().equals("odd"));
        lines.add(odd);
        assertThat(insurer.closing.compareLines(HOSPITAL, TODAY, lines).differences().stream()
                        .filter(difference -> difference.resolution() == null)
                        .map(Difference::transactionId))
                .containsExactly("ghost");
        assertCode(() -> insurer.closing.seal(HOSPITAL, TODAY, STAFF), ErrorCode.DAY_DIFFERENCES_OPEN);
        assertCode(
                () -> insurer.closing.resolve(HOSPITAL, TODAY, "nothing", "医院作废", STAFF),
                ErrorCode.DAY_DIFFERENCE_NOT_FOUND);
        DayClose resolved = insurer.closing.resolve(HOSPITAL, TODAY, "ghost", "医院作废本地记录", STAFF);

        assertThat(resolved.state()).isEqualTo(DayState.RESOLVED);
        assertThat(resolved.differences())
                .extracting(Difference::resolution)
                .containsExactlyInAnyOrder("CANCELLED lost-cancel", "AGREED", "医院作废本地记录");
        assertThat(insurer.closing.seal(HOSPITAL, TODAY, STAFF).state()).isEqualTo(DayState.SEALED);
    }

    @Test
    void aDifferentDay_isResolvedByTotalsThatAgree() {
        settle("one", 1, 100_000);
        close(new DayFigures(0, 0, 0, 0));

        assertThat(close(ours()).state()).isEqualTo(DayState.RESOLVED);
    }

    @Test
    void aCutAmidSettlements_countsWhatCameBefore_andNothingMore() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Integer>> cashiers = new ArrayList<>();
            for (int cashier = 0; cashier < 5; cashier++) {
                int number = cashier;
                Callable<Integer> work = () -> {
                    for (int i = 0; i < 40; i++) {
                        settle("m" + number + "-" + i, 1 + number, 10_000);
                    }
                    return 40;
                };
                cashiers.add(threads.submit(work));
            }
            Future<DayClose> cut = threads.submit(() -> {
                while (ours().rows() < 20) {
                    Thread.onSpinWait();
                }
                return close(new DayFigures(-1, 0, 0, 0));
            });
            DayFigures atTheCut = cut.get(60, TimeUnit.SECONDS).ours();
            for (Future<Integer> cashier : cashiers) {
                cashier.get(60, TimeUnit.SECONDS);
            }
            assertThat(ours()).isEqualTo(atTheCut);
            assertThat(insurer.closing.day(HOSPITAL, TODAY.plusDays(1)).ours().rows())
                    .isEqualTo(200 - atTheCut.rows());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void sealedDays_areClearedToTheFen_keptBackPaidAndInTheFundStatement() throws IOException {
        settle("s1", 1, 345_678);
        settle("s2", 2, 99_999);
        insurer.quoteAndSettle("drug", insurer.stay(Insurer.LEVEL1, insurer.person(3), 123_457));
        close(ours());
        insurer.closing.seal(HOSPITAL, TODAY, STAFF);
        long payable = ours().fundFen();
        Clock april = Clock.offset(Insurer.CLOCK, Duration.ofDays(20));
        Clearing clearing = new Clearing(insurer.sessions, Insurer.POOL, 1000, april);
        YearMonth march = YearMonth.of(2026, 3);
        assertCode(
                () -> new Clearing(insurer.sessions, Insurer.POOL, 1000, Insurer.CLOCK).prepare(march, "王"),
                ErrorCode.CLEARING_MONTH_NOT_OVER);

        ClearingBatch batch = clearing.prepare(march, "王");

        // The other hospital's day is not sealed: it waits, alone.
        assertThat(batch.rows()).singleElement().satisfies(row -> {
            assertThat(row.institution()).isEqualTo(HOSPITAL);
            assertThat(row.payableFen()).isEqualTo(payable);
            assertThat(row.depositFen()).isEqualTo((payable + 5) / 10);
            assertThat(row.paidFen()).isEqualTo(payable - row.depositFen());
        });
        assertThat(clearing.prepare(march, "李")).isEqualTo(batch);
        assertThat(insurer.closing.day(HOSPITAL, TODAY).clearedIn()).isEqualTo("2026-03");
        assertCode(() -> clearing.markPaid(march, "王"), ErrorCode.APPROVAL_SAME_PERSON);
        ClearingBatch paid = clearing.markPaid(march, "李");
        assertThat(paid.state()).isEqualTo(ClearingBatch.State.PAID);
        assertThat(clearing.markPaid(march, "李")).isEqualTo(paid);
        assertThat(balance(Account.institutionPayable(HOSPITAL))).isZero();
        assertThat(balance(Account.institutionDeposit(HOSPITAL))).isEqualTo(-batch.depositFen());
        assertThat(balance(Account.paymentClearing(HOSPITAL))).isZero();

        FundStatement statement = new FundStatements(insurer.sessions, Insurer.POOL)
                .statement(TODAY.withDayOfMonth(1), TODAY.withDayOfMonth(31));
        assertThat(statement.expenseFen())
                .isEqualTo(
                        payable + insurer.found(Insurer.LEVEL1, "drug").split().fundFen());
        assertThat(statement.closingFen()).isEqualTo(statement.ledgerFen());
        theWorkbookSays(statement);
        try (PDDocument pdf = Loader.loadPDF(FundStatementSheet.pdf(statement))) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("统筹基金收支表", "住院支出", "制表人", "复核人");
        }
    }

    private static void theWorkbookSays(FundStatement statement) throws IOException {
        try (ReadableWorkbook workbook =
                        new ReadableWorkbook(new ByteArrayInputStream(FundStatementWorkbook.xlsx(statement)));
                java.util.stream.Stream<Row> rows = workbook.getFirstSheet().openStream()) {
            Map<String, org.dhatim.fastexcel.reader.Cell> amounts = rows.filter(
                            row -> row.getCellCount() > 2 && row.getCell(2) != null)
                    .collect(Collectors.toMap(row -> row.getCell(0).getText(), row -> row.getCell(2)));
            assertThat(amounts.get("　　住院支出").getType()).isEqualTo(CellType.NUMBER);
            assertThat(amounts.get("　　住院支出").asNumber())
                    .isEqualByComparingTo(BigDecimal.valueOf(statement.expenseFen(), 2));
            assertThat(amounts.get("三、本期支出").getFormula()).startsWith("SUM(");
            assertThat(amounts.get("四、期末结余（一＋二－三）").getFormula()).matches("C\\d+\\+C\\d+-C\\d+");
        }
    }

    private long balance(Account account) {
        return insurer.sessions.read(session -> new LedgerStore().balance(session, account));
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, ErrorCode code) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
