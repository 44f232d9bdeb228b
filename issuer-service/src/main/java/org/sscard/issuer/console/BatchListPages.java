package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.console.store.BatchList;
import org.sscard.issuer.console.store.BureauCounts;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
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

/** {@code /batches}: what is made together; here a batch is gathered. */
final class BatchListPages {

    private static final String HERE = BatchPages.HERE;
    private static final int MOST = 10_000;

    private final BureauDesk desk;
    private final BureauWork work;
    private final SavedFilters filters;
    private final BatchList list;
    private final BureauCounts counts;

    BatchListPages(BureauDesk desk, BureauWork work, SavedFilters filters) {
        this.desk = desk;
        this.work = work;
        this.filters = filters;
        this.list = new BatchList(work.database());
        this.counts = new BureauCounts(work.database(), desk.zone());
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, request -> list(request, null), Section.BATCHES.roles())
                .action(HERE, this::create, Role.OPERATOR);
    }

    private HttpResponse list(PageRequest request, @Nullable CodedException refusal) {
        ListQuery query = ListQuery.of(request, List.of("region", "stage"), List.of("created", "region"));
        List<Block> blocks = new ArrayList<>();
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        boolean operator = request.caller().has(Role.OPERATOR);
        Map<String, Integer> reviewed = counts.reviewedByRegion();
        List<Block> aside = new ArrayList<>();
        if (operator) {
            aside.add(createForm(request, reviewed));
        }
        return desk.page(
                request,
                Section.BATCHES,
                Label.of("批次", "Batches"),
                "bureau/batches.jte",
                Map.of(
                        "notices", blocks,
                        "presets", presets(),
                        "here", request.address(),
                        "saved", filters.shown(request, Section.BATCHES),
                        "table", table(query),
                        "aside", aside));
    }

    private static List<Frame.Link> presets() {
        return List.of(
                new Frame.Link(HERE, "全部"),
                new Frame.Link(HERE + "?stage=WAITING", "未开始"),
                new Frame.Link(HERE + "?stage=RUNNING", "制卡中"),
                new Frame.Link(HERE + "?stage=TORN", "有中断"),
                new Frame.Link(HERE + "?stage=GOOD", "有待发"),
                new Frame.Link(HERE + "?stage=DONE", "已完成"));
    }

    private Block createForm(PageRequest request, Map<String, Integer> reviewed) {
        List<Field.Option> regions = work.regions().stream()
                .sorted()
                .filter(region -> reviewed.getOrDefault(region, 0) > 0)
                .map(region -> new Field.Option(region, region + "，待编 " + reviewed.get(region) + " 张"))
                .toList();
        if (regions.isEmpty()) {
            return new Block.Notice(Tone.NEUTRAL, Label.of("没有已审核待编批的申请", "nothing waits for a batch"));
        }
        String limit = request.entered("limit");
        return new Block.Entry(Form.change(
                HERE,
                List.of(
                        Field.choice("region", "地区", "region", request.entered("region"), regions),
                        Field.of("limit", Field.Kind.TEXT, "最多张数", "at most", limit.isEmpty() ? "1000" : limit)
                                .hint("先审核的先编入，1 至 10,000")),
                Label.of("编批", "Make a batch"),
                List.of("编入的申请不再受理撤回以外的变更", "编批后尚未制卡，可再核对")));
    }

    private DataTable table(ListQuery query) {
        List<DataTable.Row> rows = list.find(query).stream()
                .map(line -> DataTable.Row.of(
                        new Cell.Link(
                                BatchPages.at(line.batchId()),
                                line.region() + "-" + BatchPages.shortName(line.batchId())),
                        new Cell.State(stage(line)),
                        new Cell.Count(line.total()),
                        new Cell.Count(line.left()),
                        new Cell.Count(line.good()),
                        new Cell.Count(line.gone()),
                        new Cell.Count(line.spoiled()),
                        new Cell.Text(line.requestedBy()),
                        new Cell.Text(desk.time(line.createdAt()))))
                .toList();
        return new DataTable(
                Label.of("批次", "batches"),
                List.of(
                        DataTable.Column.of("批次", "batch").sortable("region"),
                        DataTable.Column.of("进展", "stage"),
                        DataTable.Column.figure("张数", "cards"),
                        DataTable.Column.figure("待制", "left"),
                        DataTable.Column.figure("合格在库", "good"),
                        DataTable.Column.figure("已发出", "gone"),
                        DataTable.Column.figure("废卡", "spoiled"),
                        DataTable.Column.of("编批人", "by"),
                        DataTable.Column.of("编批时间", "made").sortable("created")),
                rows,
                list.count(query),
                query,
                Label.of("还没有批次。名单入库并审核后，在右侧编批。", "no batch yet"));
    }

    private static Chip stage(BatchList.Line line) {
        if (!line.blocked().isEmpty()) {
            return Chip.bad("已冻结");
        }
        if (line.startedAt().isEmpty()) {
            return new Chip(Tone.NEUTRAL, "未开始");
        }
        if (line.torn() > 0) {
            return new Chip(Tone.WARNING, "有中断");
        }
        if (line.left() > 0) {
            return new Chip(Tone.WAITING, "制卡中");
        }
        return line.good() > 0 ? new Chip(Tone.WAITING, "待发运") : Chip.good("已完成");
    }

    private HttpResponse create(PageRequest request) {
        try {
            String limit = request.entered("limit");
            if (!limit.matches("[1-9][0-9]{0,4}") || Integer.parseInt(limit) > MOST) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "limit", "1.." + MOST);
            }
            if (!work.regions().contains(request.entered("region"))) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "region", work.regions());
            }
            BatchRecord made = desk.done(
                    request,
                    "BATCH_CREATE",
                    request.entered("region") + " " + limit,
                    () -> work.batches()
                            .create(
                                    request.entered("region"),
                                    Integer.parseInt(limit),
                                    request.caller().account()));
            return Pages.goTo(BatchPages.at(made.batchId()));
        } catch (CodedException e) {
            return list(request, e);
        }
    }
}
