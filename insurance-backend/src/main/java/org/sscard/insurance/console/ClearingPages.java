package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.clearing.Clearing;
import org.sscard.insurance.clearing.ClearingBatch;
import org.sscard.insurance.console.store.ClearingListStore;
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
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /clearing}: a month's clearing is prepared by one person and paid by another; the deposit is kept back. */
final class ClearingPages {

    private static final String HERE = "/clearing";

    private final Desk desk;
    private final Clearing clearing;
    private final ClearingListStore store = new ClearingListStore();

    ClearingPages(Desk desk, Clearing clearing) {
        this.desk = desk;
        this.clearing = clearing;
    }

    HttpResponse list(PageRequest request) {
        return list(request, null);
    }

    private HttpResponse list(PageRequest request, @Nullable Entered entered) {
        return desk.sessions().read(session -> {
            List<Block> blocks = new ArrayList<>();
            blocks.add(new Block.Figures(List.of(new Fact(
                    Label.of("已封账待清算的机构日", "sealed days to clear"), new Cell.Count(store.sealedDays(session))))));
            blocks.add(new Block.Listing(table(store.months(session))));
            if (request.caller().has(Role.OPERATOR)) {
                List<Field> fields = List.of(Field.of(
                                "month",
                                Field.Kind.MONTH,
                                "清算月份",
                                "month",
                                YearMonth.from(desk.today()).minusMonths(1).toString())
                        .hint("月末之后才能清算"));
                blocks.add(new Block.Heading(Label.of("生成清算", "prepare a month")));
                blocks.add(new Block.Entry(Form.change(
                        HERE,
                        entered == null ? fields : entered.again(fields),
                        Label.of("生成清算", "Prepare"),
                        List.of("取到该月末为止所有已封账、未清算的机构日", "应付拆为保证金与待付款；由另一人确认付款", "生成后不能撤回"))));
            }
            return desk.page(request, HERE, Label.of("月清算", "Monthly clearing"), blocks);
        });
    }

    private static DataTable table(List<ClearingListStore.Month> months) {
        return DataTable.whole(
                Label.of("各月清算", "months"),
                List.of(
                        DataTable.Column.of("月份", "month"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("机构", "institutions"),
                        DataTable.Column.figure("应付", "payable"),
                        DataTable.Column.figure("保证金", "deposit"),
                        DataTable.Column.figure("付款", "payment"),
                        DataTable.Column.of("制单", "prepared by"),
                        DataTable.Column.of("复核", "reviewed by")),
                months.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Link(HERE + "/" + one.month(), one.month()),
                                new Cell.State(state(ClearingBatch.State.valueOf(one.state()))),
                                new Cell.Count(one.institutions()),
                                new Cell.Money(one.payableFen()),
                                new Cell.Money(one.depositFen()),
                                new Cell.Money(one.paidFen()),
                                new Cell.Text(one.preparedBy()),
                                new Cell.Text(one.reviewedBy() == null ? "–" : one.reviewedBy())))
                        .toList(),
                Label.of("还没有清算；机构日封账后，月末生成", "nothing cleared yet: seal days first"));
    }

    private static Chip state(ClearingBatch.State state) {
        return state == ClearingBatch.State.PAID ? Chip.good("已付款") : new Chip(Tone.WAITING, "待付款");
    }

    HttpResponse prepare(PageRequest request) {
        Entered entered = new Entered(request);
        String text = entered.matching("month", "[0-9]{4}-(0[1-9]|1[0-2])", "月份应为 2026-10 的形式");
        if (entered.complete()) {
            try {
                YearMonth month = YearMonth.parse(text);
                desk.done(
                        request,
                        "PREPARE_CLEARING",
                        text,
                        () -> clearing.prepare(month, request.caller().person()));
                return Pages.goTo(HERE + "/" + text);
            } catch (CodedException e) {
                entered.refused("month", e);
            }
        }
        return list(request, entered);
    }

    HttpResponse month(PageRequest request) {
        return page(request, found(request), null);
    }

    private ClearingBatch found(PageRequest request) {
        try {
            YearMonth month = YearMonth.parse(request.variable("month"));
            return clearing.batch(month).orElseThrow(() -> new CodedException(ErrorCode.CLEARING_NOT_FOUND, month));
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.CLEARING_NOT_FOUND, "?");
        }
    }

    private HttpResponse page(PageRequest request, ClearingBatch batch, @Nullable Block refusal) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Ways(List.of(new Frame.Link(HERE, "各月清算"))));
        if (refusal != null) {
            blocks.add(refusal);
        }
        String reviewedBy = batch.reviewedBy();
        blocks.add(new Block.Facts(
                Label.of("清算", "clearing"),
                List.of(
                        Fact.state("状态", "state", state(batch.state())),
                        Fact.money("应付", "payable", batch.payableFen()),
                        Fact.money("保证金", "deposit", batch.depositFen()),
                        Fact.money("付款", "payment", batch.paidFen()),
                        Fact.of("制单", "prepared by", batch.preparedBy()),
                        Fact.of("复核", "reviewed by", reviewedBy == null ? "–" : reviewedBy))));
        blocks.addAll(pay(request, batch));
        blocks.add(new Block.Listing(rows(batch)));
        return desk.page(request, HERE, Label.of(batch.month() + " 清算", "Clearing"), blocks);
    }

    private static List<Block> pay(PageRequest request, ClearingBatch batch) {
        if (batch.state() == ClearingBatch.State.PAID) {
            return List.of();
        }
        boolean may = request.caller().has(Role.OPERATOR) || request.caller().has(Role.REVIEWER);
        if (!may || request.caller().person().equals(batch.preparedBy())) {
            return List.of(
                    new Block.Notice(Tone.WAITING, Label.of("由制单以外的人确认付款", "another person confirms the payment")));
        }
        return List.of(new Block.Entry(Form.confirm(
                HERE + "/" + batch.month() + "/pay",
                List.of(),
                Label.of("确认已付款", "It was paid"),
                List.of(
                        "财政专户付出 " + Display.money(batch.paidFen()),
                        "保证金 " + Display.money(batch.depositFen()) + " 留待年度考核",
                        "不能撤回"))));
    }

    private static DataTable rows(ClearingBatch batch) {
        return DataTable.whole(
                Label.of("各机构", "institutions"),
                List.of(
                        DataTable.Column.of("机构", "institution"),
                        DataTable.Column.figure("机构日", "days"),
                        DataTable.Column.figure("应付", "payable"),
                        DataTable.Column.figure("保证金", "deposit"),
                        DataTable.Column.figure("付款", "payment")),
                batch.rows().stream()
                        .map(row -> DataTable.Row.of(
                                new Cell.Text(row.name()),
                                new Cell.Count(row.days()),
                                new Cell.Money(row.payableFen()),
                                new Cell.Money(row.depositFen()),
                                new Cell.Money(row.paidFen())))
                        .toList(),
                Label.of("到该月末没有已封账的机构日", "no sealed day by its end"));
    }

    HttpResponse pay(PageRequest request) {
        ClearingBatch batch = found(request);
        try {
            desk.done(
                    request,
                    "CLEARING_PAID",
                    batch.month().toString(),
                    () -> clearing.markPaid(batch.month(), request.caller().person()));
        } catch (CodedException e) {
            return page(request, found(request), Desk.refusal(e));
        }
        return Pages.goTo(HERE + "/" + batch.month());
    }
}
