package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.console.store.BureauCounts;
import org.sscard.issuer.custody.CustodyDesk;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.station.Station;
import org.sscard.issuer.stock.BlankState;
import org.sscard.issuer.stock.StockDay;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.pages.chart.Drawing;
import org.sscard.servicekit.pages.chart.Series;
import org.sscard.servicekit.pages.chart.TimeChart;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;

/** {@code /}: what waits for whom, today's stock, the batches at work, and what the house tells the outside. */
final class OverviewPages {

    private static final int DAYS = 14;
    private static final int APPROVALS = 200;

    private final BureauDesk desk;
    private final BureauWork work;
    private final BureauCounts counts;

    OverviewPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
        this.counts = new BureauCounts(work.database(), desk.zone());
    }

    void on(ServiceServer.Builder server) {
        server.page(Section.OVERVIEW.href(), this::overview, Section.OVERVIEW.roles());
    }

    /** Something that waits. */
    private record Waiting(String zh, String en, long count, String href, Set<Role> who, Tone tone) {

        boolean forCaller(Principal caller) {
            return who.stream().anyMatch(caller::has);
        }

        Block.Task task() {
            String names = new TreeSet<>(who).stream().map(Role::zh).collect(Collectors.joining("、"));
            return new Block.Task(Label.of(zh, en), count, href, names, tone);
        }
    }

    private HttpResponse overview(PageRequest request) {
        List<Waiting> waiting = waiting(request.caller());
        List<Block> top = new ArrayList<>();
        top.add(new Block.Tasks(
                Label.of("等您办理", "for you"),
                waiting.stream()
                        .filter(one -> one.forCaller(request.caller()))
                        .sorted(Comparator.comparing((Waiting one) -> one.count() == 0))
                        .map(Waiting::task)
                        .toList()));
        List<Waiting> others = waiting.stream()
                .filter(one -> !one.forCaller(request.caller()) && one.count() > 0)
                .toList();
        if (!others.isEmpty()) {
            top.add(new Block.Tasks(
                    Label.of("等其他岗位", "for others"),
                    others.stream().map(Waiting::task).toList()));
        }
        Map<LocalDate, Map<CardState, Integer>> days = counts.days(desk.today().minusDays(DAYS - 1));
        return desk.page(
                request,
                Section.OVERVIEW,
                Label.of("总览", "Overview"),
                "bureau/overview.jte",
                Map.of(
                        "day", desk.today().toString(),
                        "top", top,
                        "batches", BatchLine.of(work, desk),
                        "chart", chart(days),
                        "stock", stock(),
                        "outside", outside()));
    }

    private List<Waiting> waiting(Principal caller) {
        Map<CardState, Integer> cards = work.registry().countByState(null);
        BureauCounts.OnTheWay onTheWay = counts.onTheWay();
        List<Waiting> waiting = new ArrayList<>();
        approvals(caller, waiting);
        add(
                waiting,
                "待审核申请",
                "applications to review",
                cards.get(CardState.APPLIED),
                "/intake",
                Tone.WAITING,
                Role.REVIEWER);
        add(
                waiting,
                "已审核，待编批",
                "to be put into a batch",
                cards.get(CardState.REVIEWED),
                "/batches",
                Tone.WAITING,
                Role.OPERATOR);
        add(
                waiting,
                "制卡中断，待查",
                "torn cards to find out",
                cards.get(CardState.UNKNOWN),
                "/batches?stage=TORN",
                Tone.WARNING,
                Role.OPERATOR);
        int due = counts.withGoodCards().stream()
                .mapToInt(batch -> (int) work.quality().places(batch).stream()
                        .filter(place -> place.inspection().isEmpty())
                        .count())
                .sum();
        add(waiting, "待质检", "cards to inspect", due, "/quality", Tone.WAITING, Role.INSPECTOR);
        add(
                waiting,
                "合格，待发运",
                "good cards to send",
                cards.get(CardState.QC_PASSED),
                "/stock/handovers/new",
                Tone.WAITING,
                Role.OPERATOR);
        add(
                waiting,
                "在途交接单",
                "sheets to receive",
                onTheWay.sheets(),
                "/stock/handovers?state=OPEN",
                Tone.WAITING,
                Role.COUNTER);
        add(waiting, "网点待领", "to be collected", cards.get(CardState.AT_BRANCH), "/reports", Tone.WAITING, Role.COUNTER);
        add(
                waiting,
                "退回待处理",
                "returned",
                cards.get(CardState.RETURNED),
                "/stock/handovers/new",
                Tone.WARNING,
                Role.OPERATOR);
        add(
                waiting,
                "废卡待销毁",
                "waste to destroy",
                work.blanks().waste(),
                "/stock#waste",
                Tone.WARNING,
                Role.OPERATOR,
                Role.INSPECTOR);
        add(waiting, "两地重复登记", "held by another city too", counts.conflicts(), "/intake", Tone.BAD, Role.REVIEWER);
        return waiting;
    }

    /** A missing count is none. */
    private static void add(
            List<Waiting> waiting, String zh, String en, @Nullable Integer count, String href, Tone tone, Role... who) {
        waiting.add(new Waiting(zh, en, count == null ? 0 : count, href, Set.of(who), tone));
    }

    private void approvals(Principal caller, List<Waiting> waiting) {
        int forCaller = 0;
        int forOthers = 0;
        int toDo = 0;
        Set<Role> approvers = new TreeSet<>();
        for (CustodyDesk.Shown shown : work.approvals().newest(APPROVALS)) {
            Approval approval = shown.approval();
            VerbTable.Row row = VerbTable.table().row(shown.request().verb());
            if (approval.state() == Approval.State.REQUESTED) {
                boolean may = row.approve().stream().anyMatch(caller::has)
                        && !approval.requesterPerson().equals(caller.person());
                forCaller += may ? 1 : 0;
                forOthers += may ? 0 : 1;
                approvers.addAll(row.approve());
            } else if (approval.state() == Approval.State.APPROVED
                    && row.ask().stream().anyMatch(caller::has)) {
                toDo++;
            }
        }
        Set<Role> mine = caller.roles();
        String list = Section.APPROVALS.href();
        if (Arrays.stream(VerbTable.table().mayDecide()).anyMatch(caller::has)) {
            waiting.add(new Waiting("待您复核", "for your approval", forCaller, list + "?state=REQUESTED", mine, Tone.BAD));
        }
        if (forOthers > 0) {
            approvers.removeAll(mine);
            waiting.add(new Waiting(
                    "待他人复核", "for another's approval", forOthers, list + "?state=REQUESTED", approvers, Tone.WAITING));
        }
        if (toDo > 0) {
            waiting.add(
                    new Waiting("已批准，待执行", "approved, to be done", toDo, list + "?state=APPROVED", mine, Tone.WARNING));
        }
    }

    private Drawing chart(Map<LocalDate, Map<CardState, Integer>> days) {
        List<String> points = new ArrayList<>();
        List<Long> made = new ArrayList<>();
        List<Long> issued = new ArrayList<>();
        for (int i = DAYS - 1; i >= 0; i--) {
            LocalDate day = desk.today().minusDays(i);
            Map<CardState, Integer> of = days.getOrDefault(day, Map.of());
            points.add(day.toString().substring(5));
            made.add((long) of.getOrDefault(CardState.QC_PASSED, 0));
            issued.add((long) of.getOrDefault(CardState.ISSUED, 0));
        }
        return new TimeChart(
                        "days",
                        Label.of("近 14 日制卡与领卡", "made and collected, 14 days"),
                        Label.of("日期", "day"),
                        points,
                        List.of(
                                new Series(Label.of("制成", "made"), "one", made),
                                new Series(Label.of("领取", "collected"), "two", issued)),
                        false)
                .bars();
    }

    private List<Fact> stock() {
        StockDay today = work.blanks().openDay();
        int there = work.blanks().lines().stream()
                .filter(line -> line.state() == BlankState.IN_STOCK)
                .mapToInt(BlankBook.Line::count)
                .sum();
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact(Label.of("空白卡", "blanks"), new Cell.Count(there)),
                new Fact(Label.of("今日收入", "received"), new Cell.Count(today.received())),
                new Fact(Label.of("今日制成", "good"), new Cell.Count(today.good())),
                new Fact(Label.of("今日废卡", "spoiled"), new Cell.Count(today.spoiled())),
                new Fact(Label.of("账面期末", "closing"), new Cell.Count(today.expected()))));
        facts.add(Fact.state(
                "平衡", "balance", today.expected() == there ? Chip.good("账实相符") : new Chip(Tone.WARNING, "待清点")));
        return facts;
    }

    private List<Fact> outside() {
        Instant now = desk.clock().instant();
        BureauCounts.Feed feed = counts.feed();
        int alarms = work.alarms().getAsInt();
        int stations = work.stations().connected().size();
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.state(
                "密钥服务告警", "alarms, 24 h", alarms == 0 ? Chip.good("无") : Chip.bad("24 小时内 " + alarms + " 次")));
        facts.add(Fact.state(
                "制卡工位", "stations", stations == 0 ? new Chip(Tone.WARNING, "未连接") : Chip.good(stations + " 个在线")));
        if (stations > 0) {
            facts.add(Fact.of(
                    "工位",
                    "connected",
                    work.stations().connected().stream().map(Station::name).collect(Collectors.joining("、"))));
        }
        facts.add(Fact.of(
                "状态流水",
                "status feed",
                "第 " + Display.count(feed.version()) + " 版，"
                        + feed.changedAt().map(at -> CardWords.ago(at, now)).orElse("尚无变更")));
        facts.add(new Fact(
                Label.of("黑名单", "blacklist"),
                new Cell.Link(BlacklistPages.HERE, Display.count(feed.blacklisted()) + " 张")));
        facts.add(Fact.state(
                "登记库夜查",
                "nightly scan",
                counts.lastScan()
                        .map(scan -> scan.findings() == 0
                                ? Chip.good("无异常，" + CardWords.ago(scan.endedAt(), now))
                                : Chip.bad(scan.findings() + " 处异常"))
                        .orElse(new Chip(Tone.NEUTRAL, "尚未运行"))));
        int deletions = work.handovers().deletionOutstanding(now).size();
        facts.add(Fact.state(
                "持卡人数据删除",
                "deletion proofs",
                deletions == 0 ? Chip.good("齐全") : new Chip(Tone.WARNING, deletions + " 批缺证明")));
        return facts;
    }
}
