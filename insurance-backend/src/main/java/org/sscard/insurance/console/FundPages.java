package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.console.store.FundStore;
import org.sscard.insurance.console.store.SettlementSums;
import org.sscard.insurance.ledger.store.LedgerSums;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.chart.Drawing;
import org.sscard.servicekit.pages.chart.Series;
import org.sscard.servicekit.pages.chart.TimeChart;

/** {@code /fund}: the fund at a glance. */
final class FundPages {

    private static final int MONTHS = 12;
    private static final int DAYS = 30;
    private static final int PER_CENT = 100;

    private final Desk desk;
    private final LedgerSums ledger = new LedgerSums();
    private final FundStore fund = new FundStore(ledger);
    private final SettlementSums settlements = new SettlementSums();

    FundPages(Desk desk) {
        this.desk = desk;
    }

    HttpResponse overview(PageRequest request) {
        LocalDate today = desk.today();
        YearMonth first = YearMonth.from(today).minusMonths(MONTHS - 1);
        LocalDate year = today.withDayOfYear(1);
        ledger.advance(desk.sessions());
        settlements.advance(desk.sessions(), year, today);
        return desk.sessions().inTransaction(session -> {
            ledger.oneInstant(session);
            List<FundStore.Month> months = fund.months(session, first.atDay(1));
            List<FundStore.Day> days = fund.days(session, today.minusDays(DAYS - 1));
            List<SettlementSums.Part> parts = settlements.parts(session, year, today);
            long settled = settlements.settled(session, today);
            return desk.page(
                    request,
                    "/fund",
                    Label.of("基金概览", "Fund"),
                    "fund.jte",
                    Map.of(
                            "sections", StatementPages.SECTIONS,
                            "figures", figures(fund.insuredPersons(session, today), settled, months, days, today),
                            "drawings", List.of(monthly(first, months), daily(today, days)),
                            "parts", parts(parts)));
        });
    }

    private static List<Fact> figures(
            long persons, long settled, List<FundStore.Month> months, List<FundStore.Day> days, LocalDate today) {
        String month = YearMonth.from(today).toString();
        long expense = months.stream()
                .filter(one -> one.month().equals(month))
                .mapToLong(FundStore.Month::expenseFen)
                .sum();
        long paid = days.stream()
                .filter(one -> one.day().equals(today))
                .mapToLong(FundStore.Day::fundFen)
                .sum();
        return List.of(
                new Fact(Label.of("享受待遇人数", "persons covered"), new Cell.Count(persons)),
                new Fact(Label.of("今日结算笔数", "settlements today"), new Cell.Count(settled)),
                Fact.money("今日统筹支付", "fund, today", paid),
                Fact.money("本月统筹支出", "fund, this month", expense));
    }

    private static Drawing monthly(YearMonth first, List<FundStore.Month> months) {
        List<String> points = new ArrayList<>();
        List<Long> income = new ArrayList<>();
        List<Long> expense = new ArrayList<>();
        for (int i = 0; i < MONTHS; i++) {
            String point = first.plusMonths(i).toString();
            points.add(point);
            income.add(sum(months, point, true));
            expense.add(sum(months, point, false));
        }
        return new TimeChart(
                        "months",
                        Label.of("统筹基金每月收支", "pooled fund by month"),
                        Label.of("月份", "month"),
                        points,
                        List.of(
                                new Series(Label.of("收入", "income"), "one", income),
                                new Series(Label.of("支出", "expense"), "two", expense)),
                        true)
                .bars();
    }

    private static long sum(List<FundStore.Month> months, String point, boolean income) {
        return months.stream()
                .filter(month -> month.month().equals(point))
                .mapToLong(month -> income ? month.incomeFen() : month.expenseFen())
                .sum();
    }

    private static Drawing daily(LocalDate today, List<FundStore.Day> days) {
        List<String> points = new ArrayList<>();
        List<Long> amounts = new ArrayList<>();
        for (int i = DAYS - 1; i >= 0; i--) {
            LocalDate day = today.minusDays(i);
            points.add(day.toString().substring(5));
            amounts.add(days.stream()
                    .filter(one -> one.day().equals(day))
                    .mapToLong(FundStore.Day::fundFen)
                    .sum());
        }
        return new TimeChart(
                        "days",
                        Label.of("近 30 日统筹支付", "pooled fund, the last 30 days"),
                        Label.of("日期", "day"),
                        points,
                        List.of(new Series(Label.of("统筹支付", "fund"), "one", amounts)),
                        true)
                .lines();
    }

    /** Per kind and level, with the real reimbursement rate: fund ÷ total. */
    private static DataTable parts(List<SettlementSums.Part> parts) {
        return DataTable.whole(
                Label.of("本年结算构成", "settlements of this year"),
                List.of(
                        DataTable.Column.of("类别", "kind"),
                        DataTable.Column.of("机构级别", "level"),
                        DataTable.Column.figure("笔数", "count"),
                        DataTable.Column.figure("医疗费总额", "total"),
                        DataTable.Column.figure("政策范围内", "in scope"),
                        DataTable.Column.figure("统筹支付", "fund"),
                        DataTable.Column.figure("实际报销比例", "fund ÷ total")),
                parts.stream()
                        .map(part -> DataTable.Row.of(
                                new Cell.Text(Words.kind(part.kind())),
                                new Cell.Text(Words.level(part.level())),
                                new Cell.Count(part.settlements()),
                                new Cell.Money(part.totalFen()),
                                new Cell.Money(part.inScopeFen()),
                                new Cell.Money(part.fundFen()),
                                new Cell.Text(rate(part.fundFen(), part.totalFen()))))
                        .toList(),
                Label.of("本年还没有结算", "no settlement this year"));
    }

    private static String rate(long part, long whole) {
        if (whole == 0) {
            return "–";
        }
        long tenths = part * PER_CENT * 10 / whole;
        return Display.count(tenths / 10) + "." + tenths % 10 + "%";
    }
}
