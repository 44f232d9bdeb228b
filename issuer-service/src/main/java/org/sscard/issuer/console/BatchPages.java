package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.batch.BatchProgress;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.quality.QualityDesk;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /batches/{batch}}: how far a batch is, and what became of each card. */
final class BatchPages {

    static final String HERE = "/batches";
    private static final int LISTED = 500;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

    private final BureauDesk desk;
    private final BureauWork work;

    BatchPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
    }

    static String at(UUID batch) {
        return HERE + "/" + batch;
    }

    /** As people call it on the telephone: region and the first characters. */
    static String name(BatchRecord batch) {
        return batch.region() + "-" + shortName(batch.batchId());
    }

    static String shortName(UUID batch) {
        return batch.toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE + "/{batch}", request -> show(request, null), Section.BATCHES.roles())
                .page(HERE + "/{batch}/progress", this::progress, Section.BATCHES.roles())
                .action(HERE + "/{batch}/release", this::askRelease, Role.OPERATOR)
                .action(HERE + "/{batch}/start", this::start, Role.OPERATOR);
    }

    private BatchProgress found(PageRequest request) {
        String id = request.variable("batch");
        try {
            return work.progress()
                    .find(UUID.fromString(id))
                    .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, id));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, id);
        }
    }

    private HttpResponse start(PageRequest request) {
        UUID batch = found(request).batch().batchId();
        try {
            desk.done(request, "BATCH_START", batch.toString(), () -> {
                work.runner().start(batch);
                return batch;
            });
            return Pages.goTo(at(batch));
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private HttpResponse progress(PageRequest request) {
        return BureauDesk.part("bureau/progress.jte", Map.of("progress", shown(found(request))));
    }

    private ShownProgress shown(BatchProgress progress) {
        List<Fact> states = new ArrayList<>();
        for (CardState state : CardState.values()) {
            int count = progress.cards().getOrDefault(state, 0);
            if (count > 0) {
                states.add(new Fact(Label.of(CardWords.chip(state).word(), ""), new Cell.Count(count)));
            }
        }
        return new ShownProgress(
                at(progress.batch().batchId()) + "/progress",
                progress.batch().startedAt().isPresent() && progress.left() > 0,
                progress.made(),
                progress.total(),
                rate(progress),
                forecast(progress, desk.zone()),
                states,
                desk.time(progress.asOf()));
    }

    static String rate(BatchProgress progress) {
        return progress.perMinute() <= 0
                ? "近 10 分钟没有完成"
                : String.format(Locale.ROOT, "每分钟 %.1f 张", progress.perMinute());
    }

    static String forecast(BatchProgress progress, ZoneId zone) {
        if (progress.left() == 0) {
            return progress.finishedAt()
                    .map(at -> "已于 " + MINUTE.format(at.atZone(zone)) + " 制完")
                    .orElse("没有待制的卡");
        }
        return progress.forecast()
                .map((Instant at) -> "预计 " + MINUTE.format(at.atZone(zone)) + " 完成")
                .orElse(progress.stations().isEmpty() ? "没有工位在制，暂无预计" : "暂无预计");
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        BatchProgress progress = found(request);
        UUID batch = progress.batch().batchId();
        List<Block> notices = new ArrayList<>();
        if (refusal != null) {
            notices.add(BureauDesk.refusal(refusal));
        }
        if (!progress.blocked().isEmpty()) {
            notices.add(new Block.Notice(Tone.BAD, Label.of("本批已冻结，不能发出：" + progress.blocked(), "blocked")));
        }
        List<Block> side = new ArrayList<>(List.of(new Block.Facts(Label.of("批次", "batch"), facts(progress))));
        side.addAll(actions(request, progress));
        return desk.page(
                request,
                Section.BATCHES,
                Label.of("批次 " + name(progress.batch()), "Batch"),
                "bureau/batch.jte",
                Map.of(
                        "notices", notices,
                        "progress", shown(progress),
                        "side", side,
                        "rejects", rejects(batch),
                        "presets", cardPresets(batch, progress),
                        "here", request.address(),
                        "cards", cards(request, batch, progress)));
    }

    private List<Fact> facts(BatchProgress progress) {
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.code("批次号", "id", progress.batch().batchId().toString()),
                Fact.code("地区", "region", progress.batch().region()),
                Fact.of(
                        "编批",
                        "made",
                        progress.batch().requestedBy() + "，"
                                + desk.time(progress.batch().createdAt())),
                Fact.of(
                        "开始制卡",
                        "started",
                        progress.batch().startedAt().map(desk::time).orElse("未开始")),
                work.releases()
                        .find(progress.batch().batchId())
                        .map(release -> Fact.of(
                                "放行",
                                "released",
                                release.releasedBy() + "，" + desk.time(release.releasedAt()) + "，核准号 "
                                        + release.approvalNumber()))
                        .orElse(Fact.state("放行", "release", new Chip(Tone.NEUTRAL, "未放行"))),
                Fact.of(
                        "在制",
                        "at work",
                        progress.atWork() + " 张"
                                + (progress.stations().isEmpty() ? "" : "，" + String.join("、", progress.stations())))));
        if (progress.left() == 0) {
            List<QualityDesk.Place> places =
                    work.quality().places(progress.batch().batchId());
            long due = places.stream()
                    .filter(place -> place.inspection().isEmpty())
                    .count();
            facts.add(Fact.state(
                    "质检",
                    "quality",
                    due == 0
                            ? Chip.good("抽检 " + places.size() + " 张，已检完")
                            : new Chip(Tone.WAITING, "还有 " + due + " 张待检")));
        }
        return facts;
    }

    private List<Block> actions(PageRequest request, BatchProgress progress) {
        List<Block> actions = new ArrayList<>();
        UUID batch = progress.batch().batchId();
        Optional<ReleaseStore.Release> release = work.releases().find(batch);
        boolean waits = progress.batch().startedAt().isEmpty();
        if (request.caller().has(Role.OPERATOR) && waits && release.isEmpty()) {
            actions.add(release(request, batch));
        }
        if (request.caller().has(Role.OPERATOR)
                && waits
                && (release.isPresent() || !work.releases().required())) {
            actions.add(new Block.Entry(Form.change(
                    at(batch) + "/start",
                    List.of(),
                    Label.of("开始制卡", "Start"),
                    List.of("各工位读写器中的空白卡依次制成本批的卡，共 " + progress.total() + " 张", "已开始制的卡不能撤回申请"))));
        }
        List<Frame.Link> ways = new ArrayList<>();
        if (request.caller().has(Role.INSPECTOR) && progress.cards().getOrDefault(CardState.QC_PASSED, 0) > 0) {
            ways.add(new Frame.Link("/quality/" + batch, "去质检"));
        }
        if (request.caller().has(Role.OPERATOR) && progress.cards().getOrDefault(CardState.QC_PASSED, 0) > 0) {
            ways.add(new Frame.Link("/stock/handovers/new?batch=" + batch, "填交接单"));
        }
        if (!ways.isEmpty()) {
            actions.add(new Block.Ways(ways));
        }
        return actions;
    }

    /** The release is asked for here and approved by another. */
    private Block release(PageRequest request, UUID batch) {
        List<Field.Option> approved = work.cardOs().all().stream()
                .filter(one -> one.standing(desk.today()) == CardOs.Standing.IN_FORCE)
                .map(one -> new Field.Option(
                        one.approvalNumber(), one.vendor() + " " + one.cardOs() + "，核准号 " + one.approvalNumber()))
                .toList();
        if (approved.isEmpty()) {
            return new Block.Notice(
                    work.releases().required() ? Tone.WARNING : Tone.NEUTRAL,
                    Label.of(
                            work.releases().required() ? "还没有有效的卡操作系统核准，本批不能放行" : "测试环境：没有核准的卡操作系统，可不经放行试制",
                            "no card OS is approved"));
        }
        return new Block.Entry(Form.change(
                at(batch) + "/release",
                List.of(Field.choice("cardOs", "卡操作系统", "card OS", request.entered("cardOs"), approved)),
                Label.of("申请放行", "ask for release"),
                List.of("由复核员复核后放行", "本批只用这种空白卡制作")));
    }

    private HttpResponse askRelease(PageRequest request) {
        UUID batch = found(request).batch().batchId();
        try {
            Approval approval = work.approvals()
                    .request(
                            new CustodyRequest(
                                    Verb.BATCH_RELEASE,
                                    Map.of("batch", batch.toString(), "cardOs", request.entered("cardOs"))),
                            request.caller());
            return Pages.goTo(Section.APPROVALS.href() + "/" + approval.id());
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private DataTable rejects(UUID batch) {
        return DataTable.whole(
                Label.of("废卡与原因", "rejects"),
                List.of(DataTable.Column.of("卡号", "card"), DataTable.Column.of("原因", "reason")),
                work.registry().list(batch, CardState.SPOILED, LISTED).stream()
                        .map(card -> DataTable.Row.of(
                                new Cell.Link(CardPages.at(card.cardId()), Display.maskedCardNumber(card.cardNumber())),
                                new Cell.Text(reason(card))))
                        .toList(),
                Label.of("没有废卡", "no reject"));
    }

    private String reason(CardRecord card) {
        return work.quality().rules().reasons().stream()
                .filter(known -> card.reason().contains(known.code()))
                .map(known -> known.zh())
                .findFirst()
                .orElse(card.reason());
    }

    private static List<Frame.Link> cardPresets(UUID batch, BatchProgress progress) {
        List<Frame.Link> presets = new ArrayList<>(List.of(new Frame.Link(at(batch), "全部")));
        for (CardState state : CardState.values()) {
            if (progress.cards().getOrDefault(state, 0) > 0) {
                presets.add(new Frame.Link(
                        at(batch) + "?state=" + state,
                        CardWords.chip(state).word() + " " + progress.cards().get(state)));
            }
        }
        return presets;
    }

    private DataTable cards(PageRequest request, UUID batch, BatchProgress progress) {
        CardState wanted = null;
        for (CardState state : CardState.values()) {
            if (state.name().equals(request.asked("state"))) {
                wanted = state;
            }
        }
        List<CardRecord> cards = work.registry().list(batch, wanted, LISTED);
        long total = wanted == null ? progress.total() : progress.cards().getOrDefault(wanted, 0);
        String caption = total > LISTED ? "卡片，列出前 " + LISTED + " 张，共 " + Display.count(total) + " 张" : "卡片";
        return DataTable.whole(
                Label.of(caption, "cards"),
                List.of(
                        DataTable.Column.of("卡号", "card"),
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("指令数", "APDUs"),
                        DataTable.Column.of("说明", "remark")),
                cards.stream()
                        .map(card -> DataTable.Row.of(
                                new Cell.Link(CardPages.at(card.cardId()), Display.maskedCardNumber(card.cardNumber())),
                                new Cell.Text(Display.maskedName(card.holder().name())),
                                new Cell.State(CardWords.chip(card)),
                                new Cell.Count(card.apdus()),
                                new Cell.Text(reason(card))))
                        .toList(),
                Label.of("没有这种状态的卡", "no card in this state"));
    }
}
