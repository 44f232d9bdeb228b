package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.batch.BatchProgress;
import org.sscard.issuer.console.store.BureauCounts;
import org.sscard.issuer.face.FaceHolder;
import org.sscard.issuer.face.FaceSide;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.ChipComparison;
import org.sscard.issuer.quality.Inspection;
import org.sscard.issuer.quality.QualityDesk;
import org.sscard.issuer.quality.QualityRules;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * {@code /quality}: one card after the other, by keyboard alone. P passes and brings the next card, digits tick reasons, R
 * rejects, B goes back to the card before.
 */
final class QualityPages {

    private static final String HERE = "/quality";
    private static final int FACE_DPI = 200;

    private final BureauDesk desk;
    private final BureauWork work;
    private final BureauCounts counts;

    QualityPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
        this.counts = new BureauCounts(work.database(), desk.zone());
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, this::list, Section.QUALITY.roles())
                .page(HERE + "/{batch}", this::next, Section.QUALITY.roles())
                .page(HERE + "/{batch}/{place}", request -> show(request, null), Section.QUALITY.roles())
                .page(HERE + "/{batch}/{place}/face/{side}", this::face, Section.QUALITY.roles())
                .action(HERE + "/{batch}/{place}", this::decide, Role.INSPECTOR);
    }

    private HttpResponse list(PageRequest request) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (UUID batch : counts.withGoodCards()) {
            BatchProgress progress = work.progress().find(batch).orElseThrow();
            List<QualityDesk.Place> places = work.quality().places(batch);
            long due = places.stream()
                    .filter(place -> place.inspection().isEmpty())
                    .count();
            rows.add(DataTable.Row.of(
                    new Cell.Link(HERE + "/" + batch, BatchPages.name(progress.batch())),
                    new Cell.State(due == 0 ? Chip.good("已检完") : new Chip(Tone.WAITING, "待检 " + due + " 张")),
                    new Cell.Count(places.size()),
                    new Cell.Count(progress.cards().getOrDefault(CardState.QC_PASSED, 0)),
                    new Cell.Count(progress.left())));
        }
        QualityRules.Plan plan = work.quality().rules().plan();
        return desk.page(
                request,
                Section.QUALITY,
                Label.of("质检", "Quality control"),
                List.of(
                        new Block.Text("抽检办法：每批首 " + plan.first() + " 张、末 " + plan.last() + " 张，其间每 " + plan.every()
                                + " 张取 1 张；发现 " + plan.tightenedFrom() + " 张不合格后，每 " + plan.tightenedEvery()
                                + " 张取 1 张。检完之前，本批不能发出。"),
                        new Block.Listing(DataTable.whole(
                                Label.of("有合格卡在库的批次", "batches with good cards"),
                                List.of(
                                        DataTable.Column.of("批次", "batch"),
                                        DataTable.Column.of("质检", "inspection"),
                                        DataTable.Column.figure("应检", "sample"),
                                        DataTable.Column.figure("合格在库", "good"),
                                        DataTable.Column.figure("待制", "left")),
                                rows,
                                Label.of("没有等待质检的批次。卡制成并回读相符后，批次出现在这里。", "nothing to inspect")))));
    }

    private List<QualityDesk.Place> places(PageRequest request) {
        try {
            return work.quality().places(UUID.fromString(request.variable("batch")));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, request.variable("batch"));
        }
    }

    private HttpResponse next(PageRequest request) {
        List<QualityDesk.Place> places = places(request);
        Optional<QualityDesk.Place> due =
                places.stream().filter(place -> place.inspection().isEmpty()).findFirst();
        if (due.isPresent()) {
            return Pages.goTo(at(request, due.get().number()));
        }
        return done(request, places);
    }

    private HttpResponse done(PageRequest request, List<QualityDesk.Place> places) {
        UUID batch = UUID.fromString(request.variable("batch"));
        BatchProgress progress = work.progress().find(batch).orElseThrow();
        List<DataTable.Row> rows = new ArrayList<>();
        for (QualityDesk.Place place : places) {
            Inspection found = place.inspection().orElseThrow();
            rows.add(DataTable.Row.of(
                    new Cell.Link(at(request, place.number()), "第 " + place.number() + " 张"),
                    new Cell.State(verdict(found)),
                    new Cell.Text(reasons(found.reasons()) + found.note()),
                    new Cell.Text(found.inspector()),
                    new Cell.Text(desk.time(found.at()))));
        }
        boolean complete = progress.left() == 0;
        return desk.page(
                request,
                Section.QUALITY,
                Label.of("批次 " + BatchPages.name(progress.batch()) + " 质检", "Quality control"),
                List.of(
                        new Block.Notice(
                                complete ? Tone.GOOD : Tone.WAITING,
                                complete
                                        ? Label.of("应检的 " + places.size() + " 张已检完，可以发运", "inspected")
                                        : Label.of("已制成的都检过了；还有 " + progress.left() + " 张待制", "so far")),
                        new Block.Ways(
                                List.of(new Frame.Link(HERE, "其他批次"), new Frame.Link(BatchPages.at(batch), "批次页"))),
                        new Block.Listing(DataTable.whole(
                                Label.of("结论", "verdicts"),
                                List.of(
                                        DataTable.Column.of("位置", "place"),
                                        DataTable.Column.of("结论", "verdict"),
                                        DataTable.Column.of("原因", "reason"),
                                        DataTable.Column.of("质检员", "inspector"),
                                        DataTable.Column.of("时间", "at")),
                                rows,
                                Label.of("本批还没有应检的卡", "none")))));
    }

    private String reasons(List<String> codes) {
        StringBuilder words = new StringBuilder();
        work.quality().rules().reasons().stream()
                .filter(reason -> codes.contains(reason.code()))
                .forEach(reason -> words.append(reason.zh()).append("；"));
        return words.toString();
    }

    private static Chip verdict(Inspection found) {
        return found.verdict() == Inspection.Verdict.PASSED ? Chip.good("合格") : Chip.bad("不合格");
    }

    private static String at(PageRequest request, int place) {
        return HERE + "/" + request.variable("batch") + "/" + place;
    }

    private static QualityDesk.Place place(PageRequest request, List<QualityDesk.Place> places) {
        return places.stream()
                .filter(place -> Integer.toString(place.number()).equals(request.variable("place")))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        List<QualityDesk.Place> places = places(request);
        QualityDesk.Place place = place(request, places);
        CardRecord card = work.registry().find(place.cardId()).orElseThrow();
        desk.looked(request, "INSPECT_CARD", "card " + card.cardId());
        long checked =
                places.stream().filter(one -> one.inspection().isPresent()).count();
        List<Block> notices = new ArrayList<>();
        if (refusal != null) {
            notices.add(BureauDesk.refusal(refusal));
        }
        ChipComparison chip = ChipComparison.of(work.profile(), card, work.journal());
        long differing =
                chip.lines().stream().filter(ChipComparison.Line::differs).count();
        if (differing > 0) {
            notices.add(new Block.Notice(Tone.BAD, Label.of(differing + " 项芯片与登记不同，已标出", "differences")));
        }
        Map<String, Object> model = new HashMap<>();
        model.put("notices", notices);
        model.put("address", at(request, place.number()));
        model.put("holder", card.holder().name());
        model.put("front", at(request, place.number()) + "/face/" + FaceSide.FRONT);
        model.put("back", at(request, place.number()) + "/face/" + FaceSide.BACK);
        model.put("lines", chip.lines());
        model.put("checked", checked);
        model.put("total", places.size());
        model.put("reasons", choices(request));
        model.put("note", request.entered("note"));
        model.put("before", before(request, places, place));
        model.put("skip", after(request, places, place));
        model.put("verdict", place.inspection().map(QualityPages::verdict).orElse(new Chip(Tone.WAITING, "待检")));
        model.put("open", request.caller().has(Role.INSPECTOR) && card.state() == CardState.QC_PASSED);
        return desk.page(
                request,
                Section.QUALITY,
                Label.of("质检 第 " + place.number() + " 张", "Inspection"),
                "bureau/inspect.jte",
                model);
    }

    /** The face as the registry has it, to be held beside the card; what a missing font leaves out is said on the picture. */
    private HttpResponse face(PageRequest request) {
        CardRecord card =
                work.registry().find(place(request, places(request)).cardId()).orElseThrow();
        FaceHolder holder = work.proofs().holder(card.cardNumber(), request.caller(), request.place());
        byte[] picture = work.faces().png(FaceSide.of(request.variable("side")), holder, FACE_DPI);
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.PNG)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.wrap(picture));
    }

    private List<RejectChoice> choices(PageRequest request) {
        List<RejectChoice> choices = new ArrayList<>();
        for (QualityRules.QualityReason reason : work.quality().rules().reasons()) {
            int number = choices.size() + 1;
            choices.add(new RejectChoice(
                    number <= 9 ? Integer.toString(number) : "F" + number,
                    reason.code(),
                    reason.zh(),
                    reason.en(),
                    request.ticked("reasons").contains(reason.code())));
        }
        return choices;
    }

    private static String before(PageRequest request, List<QualityDesk.Place> places, QualityDesk.Place place) {
        return places.stream()
                .filter(one -> one.number() < place.number())
                .reduce((first, second) -> second)
                .map(one -> at(request, one.number()))
                .orElse("");
    }

    /** The next card that waits, after this one; else the batch's page. */
    private static String after(PageRequest request, List<QualityDesk.Place> places, QualityDesk.Place place) {
        return places.stream()
                .filter(one -> one.number() > place.number() && one.inspection().isEmpty())
                .findFirst()
                .map(one -> at(request, one.number()))
                .orElse(HERE + "/" + request.variable("batch"));
    }

    private HttpResponse decide(PageRequest request) {
        QualityDesk.Place place = place(request, places(request));
        CardRecord card = work.registry().find(place.cardId()).orElseThrow();
        boolean passed = request.entered("verdict").equals("PASSED");
        try {
            desk.done(
                    request,
                    passed ? "QUALITY_PASS" : "QUALITY_REJECT",
                    "card " + card.cardId(),
                    () -> work.quality()
                            .inspect(
                                    UUID.fromString(request.variable("batch")),
                                    card.cardNumber(),
                                    passed ? Inspection.Verdict.PASSED : Inspection.Verdict.REJECTED,
                                    passed ? List.of() : request.ticked("reasons"),
                                    request.entered("note"),
                                    request.caller().account()));
            return Pages.goTo(after(request, places(request), place));
        } catch (CodedException e) {
            return show(request, e);
        }
    }
}
