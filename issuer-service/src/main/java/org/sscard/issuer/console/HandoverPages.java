package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.console.store.HandoverList;
import org.sscard.issuer.dispatch.Handover;
import org.sscard.issuer.dispatch.HandoverSheet;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /stock/handovers}: sheets of finished cards to the branches, and what arrived. */
final class HandoverPages {

    private static final String HERE = "/stock/handovers";
    private static final int LONGEST_BRANCH = 100;

    private final BureauDesk desk;
    private final BureauWork work;
    private final SavedFilters filters;
    private final HandoverList list;

    HandoverPages(BureauDesk desk, BureauWork work, SavedFilters filters) {
        this.desk = desk;
        this.work = work;
        this.filters = filters;
        this.list = new HandoverList(work.database());
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, this::list, Section.STOCK.roles())
                .page(HERE + "/new", request -> form(request, null), Role.OPERATOR)
                .action(HERE + "/new", this::send, Role.OPERATOR)
                .page(HERE + "/{sheet}", request -> show(request, null), Section.STOCK.roles())
                .page(HERE + "/{sheet}/sheet.pdf", this::pdf, Section.STOCK.roles())
                .action(HERE + "/{sheet}/receive", this::receive, Role.OPERATOR, Role.COUNTER);
    }

    private HttpResponse list(PageRequest request) {
        ListQuery query = ListQuery.of(request, List.of("state", "branch"), List.of("sent", "branch"));
        List<Field.Option> branches = new ArrayList<>(List.of(new Field.Option("", "全部网点")));
        list.branches().forEach(branch -> branches.add(new Field.Option(branch, branch)));
        List<Block> above = new ArrayList<>();
        above.add(new Block.Sections(StockPages.SECTIONS, HERE));
        if (request.caller().has(Role.OPERATOR)) {
            above.add(new Block.Ways(List.of(new Frame.Link(HERE + "/new", "填交接单"))));
        }
        above.add(new Block.Presets(
                List.of(
                        new Frame.Link(HERE, "全部"),
                        new Frame.Link(HERE + "?state=OPEN", "在途"),
                        new Frame.Link(HERE + "?state=RECEIVED", "已签收"),
                        new Frame.Link(HERE + "?state=MISSING", "有遗失")),
                request.address()));
        above.add(new Block.Entry(Form.liveSearch(
                HERE,
                List.of(
                        Field.hidden("state", query.filter("state")),
                        Field.choice("branch", "网点", "branch", query.filter("branch"), branches)))));
        return desk.page(
                request,
                Section.STOCK,
                Label.of("交接单", "Handover sheets"),
                "bureau/list.jte",
                Map.of(
                        "above", above,
                        "saved", filters.shown(request, Section.STOCK),
                        "table", table(query)));
    }

    private DataTable table(ListQuery query) {
        return new DataTable(
                Label.of("交接单", "sheets"),
                List.of(
                        DataTable.Column.of("单号", "sheet"),
                        DataTable.Column.of("网点", "branch").sortable("branch"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("张数", "cards"),
                        DataTable.Column.figure("遗失", "missing"),
                        DataTable.Column.of("发出", "sent").sortable("sent"),
                        DataTable.Column.of("签收", "received")),
                list.find(query).stream()
                        .map(line -> DataTable.Row.of(
                                new Cell.Link(HERE + "/" + line.id(), line.id()),
                                new Cell.Text(line.branch()),
                                new Cell.State(
                                        line.receivedAt().isEmpty()
                                                ? new Chip(Tone.WAITING, "在途")
                                                : line.missing() > 0 ? Chip.bad("有遗失") : Chip.good("已签收")),
                                new Cell.Count(line.cards()),
                                new Cell.Count(line.missing()),
                                new Cell.Text(line.sentBy() + "，" + desk.time(line.sentAt())),
                                new Cell.Text(line.receivedAt()
                                        .map(at -> line.receivedBy().orElse("") + "，" + desk.time(at))
                                        .orElse("—"))))
                        .toList(),
                list.count(query),
                query,
                Label.of("没有交接单", "no sheet"));
    }

    private HttpResponse form(PageRequest request, @Nullable CodedException refusal) {
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(StockPages.SECTIONS, HERE)));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        List<HandoverList.Ready> ready = list.ready();
        String batch = request.entered("batch").isEmpty() ? request.asked("batch") : request.entered("batch");
        List<Field.Option> batches = new ArrayList<>(List.of(new Field.Option("", "不按批次，逐张填写")));
        ready.forEach(one -> batches.add(new Field.Option(
                one.batchId().toString(),
                one.region() + "-" + BatchPages.shortName(one.batchId()) + "，合格 " + one.cards() + " 张")));
        List<String> branches = list.branches();
        String branch = request.entered("branch");
        Field where = Field.of("branch", Field.Kind.TEXT, "网点", "branch", branch)
                .hint(
                        branches.isEmpty()
                                ? "例如：城关网点"
                                : "最近用过：" + String.join("、", branches.subList(0, Math.min(5, branches.size()))));
        blocks.add(new Block.Entry(Form.change(
                HERE + "/new",
                List.of(
                        where,
                        Field.choice(
                                        "batch",
                                        "发运的批次",
                                        "batch",
                                        batch.isEmpty() && ready.size() == 1
                                                ? ready.get(0).batchId().toString()
                                                : batch,
                                        batches)
                                .hint("选批次则发出其中全部在库的合格卡"),
                        Field.of("cards", Field.Kind.LONG_TEXT, "或逐张填写卡号", "or card numbers", request.entered("cards"))
                                .hint("空格、逗号或换行分隔；退回的卡也在这里填写")),
                Label.of("生成交接单", "make the sheet"),
                List.of("这些卡转为“配送中”，交接单可打印，随卡同行", "须由网点逐张清点签收；缺失的列入黑名单"))));
        return desk.page(request, Section.STOCK, Label.of("填交接单", "New sheet"), blocks);
    }

    private HttpResponse send(PageRequest request) {
        try {
            String branch = request.entered("branch");
            if (branch.isEmpty() || branch.length() > LONGEST_BRANCH) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "branch", "1.." + LONGEST_BRANCH);
            }
            Set<String> cards = numbers(request.entered("cards"));
            if (!request.entered("batch").isEmpty()) {
                cards.addAll(list.good(batch(request.entered("batch"))));
            }
            for (String card : cards) {
                CardRecord found =
                        work.registry().find(card).orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
                work.quality().requireReleased(found);
            }
            Handover sent = desk.done(
                    request,
                    "HANDOVER_SEND",
                    branch + " " + cards.size(),
                    () -> work.handovers().send(branch, cards, request.caller().account()));
            return Pages.goTo(HERE + "/" + sent.id());
        } catch (CodedException e) {
            return form(request, e);
        }
    }

    private static UUID batch(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, text);
        }
    }

    private static Set<String> numbers(String text) {
        return List.of(text.split("[\\s,，;；、]+", -1)).stream()
                .filter(number -> !number.isEmpty())
                .map(number -> number.toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Handover found(PageRequest request) {
        return work.handovers()
                .find(request.variable("sheet"))
                .orElseThrow(() -> new CodedException(ErrorCode.HANDOVER_NOT_FOUND, request.variable("sheet")));
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        Handover sheet = found(request);
        boolean open = sheet.receivedAt().isEmpty();
        List<String> missing = list.missing(sheet.id());
        List<Block> notices = new ArrayList<>();
        if (refusal != null) {
            notices.add(BureauDesk.refusal(refusal));
        }
        List<Fact> facts = List.of(
                Fact.code("交接单号", "sheet", sheet.id()),
                Fact.of("发往网点", "branch", sheet.branch()),
                new Fact(
                        Label.of("张数", "cards"),
                        new Cell.Count(sheet.cardNumbers().size())),
                Fact.state(
                        "状态",
                        "state",
                        open
                                ? new Chip(Tone.WAITING, "在途")
                                : missing.isEmpty()
                                        ? Chip.good("已签收，张数相符")
                                        : Chip.bad("已签收，遗失 " + missing.size() + " 张")),
                Fact.of("发出", "sent", sheet.sentBy() + "，" + desk.time(sheet.sentAt())),
                Fact.of(
                        "签收",
                        "received",
                        sheet.receivedAt()
                                .map(at -> sheet.receivedBy().orElse("") + "，" + desk.time(at))
                                .orElse("—")));
        List<Block> below = new ArrayList<>();
        if (open && (request.caller().has(Role.OPERATOR) || request.caller().has(Role.COUNTER))) {
            below.add(new Block.Entry(Form.change(
                    HERE + "/" + sheet.id() + "/receive",
                    List.of(
                            Field.of("counted", Field.Kind.TEXT, "清点到的张数", "counted", request.entered("counted"))
                                    .hint("逐张核对后填写"),
                            Field.of(
                                            "missing",
                                            Field.Kind.LONG_TEXT,
                                            "缺失的卡号（没有则留空）",
                                            "missing",
                                            request.entered("missing"))
                                    .hint("空格、逗号或换行分隔")),
                    Label.of("签收", "receive"),
                    List.of("到达的卡转为“待领”，待领期开始计算", "缺失的卡转为“配送遗失”并列入黑名单", "张数与单据不符则不能签收"))));
        }
        Map<String, Object> model = new HashMap<>();
        model.put("sections", StockPages.SECTIONS);
        model.put("here", HERE);
        model.put("notices", notices);
        model.put("facts", facts);
        model.put("numbers", List.copyOf(sheet.cardNumbers()));
        model.put("missing", missing);
        model.put("pdf", HERE + "/" + sheet.id() + "/sheet.pdf");
        model.put("below", below);
        return desk.page(request, Section.STOCK, Label.of("社会保障卡交接单", "Handover sheet"), "bureau/handover.jte", model);
    }

    private HttpResponse receive(PageRequest request) {
        try {
            Handover sheet = found(request);
            Set<String> missing = numbers(request.entered("missing"));
            Set<String> arrived = new TreeSet<>(sheet.cardNumbers());
            arrived.removeAll(missing);
            int counted = request.entered("counted").matches("[0-9]{1,7}")
                    ? Integer.parseInt(request.entered("counted"))
                    : -1;
            if (counted != arrived.size()) {
                throw new CodedException(
                        ErrorCode.HANDOVER_COUNT_DIFFERS,
                        sheet.id(),
                        sheet.cardNumbers().size(),
                        Math.max(counted, 0));
            }
            desk.done(
                    request,
                    "HANDOVER_RECEIVE",
                    sheet.id() + " " + arrived.size() + " missing " + missing.size(),
                    () -> work.handovers()
                            .receive(
                                    sheet.id(),
                                    arrived,
                                    missing,
                                    request.caller().account()));
            return Pages.goTo(HERE + "/" + sheet.id());
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private HttpResponse pdf(PageRequest request) {
        Handover sheet = found(request);
        return BureauDesk.file(sheet.id() + ".pdf", MediaType.PDF, HandoverSheet.pdf(sheet, desk.zone()));
    }
}
