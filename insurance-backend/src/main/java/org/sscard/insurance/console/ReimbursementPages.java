package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.console.store.ReimbursementSearchStore;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.policy.ExplanationStep;
import org.sscard.insurance.reimbursement.Reimbursement;
import org.sscard.insurance.reimbursement.Reimbursements;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.BillLine;
import org.sscard.insurance.settlement.Quote;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.settlement.Split;
import org.sscard.insurance.settlement.store.QuoteStore;
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
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /reimbursements}: 零星报销 — a clerk enters bill and papers, another person approves exactly that split. */
final class ReimbursementPages {

    private static final String HERE = "/reimbursements";
    private static final int LONGEST_REMARK = 500;
    private static final int SHORTEST_REMARK = 4;

    private final Desk desk;
    private final Reimbursements reimbursements;
    private final Quoting quoting;
    private final UnaryOperator<Bill> completed;
    private final ReimbursementSearchStore search = new ReimbursementSearchStore();
    private final SettlementSearchStore institutions = new SettlementSearchStore();
    private final EnrolmentStore persons = new EnrolmentStore();
    private final QuoteStore quotes = new QuoteStore();

    /** @param completed adds to a bill what is known of it: a later card, the catalogue's codes */
    ReimbursementPages(Desk desk, Reimbursements reimbursements, Quoting quoting, UnaryOperator<Bill> completed) {
        this.desk = desk;
        this.reimbursements = reimbursements;
        this.quoting = quoting;
        this.completed = completed;
    }

    HttpResponse list(PageRequest request) {
        ListQuery query = ListQuery.of(request, List.of("state", "q"), List.of("number", "total", "at"));
        return desk.sessions().read(session -> {
            List<ReimbursementSearchStore.Found> found = search.find(session, query);
            if (!query.filter("q").isEmpty()) {
                found.forEach(one -> desk.read(request, "FIND_REIMBURSEMENT", Long.toString(one.id())));
            }
            List<Block> blocks = new ArrayList<>();
            if (request.caller().has(Role.OPERATOR)) {
                blocks.add(new Block.Ways(List.of(new Frame.Link(HERE + "/new", "登记报销"))));
            }
            blocks.add(new Block.Presets(
                    List.of(
                            new Frame.Link(HERE, "全部"),
                            new Frame.Link(HERE + "?state=SUBMITTED", "待复核"),
                            new Frame.Link(HERE + "?state=PAID", "已结算"),
                            new Frame.Link(HERE + "?state=REJECTED", "不予报销")),
                    request.address()));
            blocks.add(new Block.Entry(Form.search(
                    HERE,
                    List.of(
                            Field.hidden("state", query.filter("state")),
                            Field.of(
                                    "q",
                                    Field.Kind.SEARCH,
                                    "编号、人员编号或社会保障号码",
                                    "case, person or id number",
                                    query.filter("q"))))));
            blocks.add(new Block.Listing(table(found, search.count(session, query), query)));
            return desk.page(request, HERE, Label.of("零星报销", "Manual reimbursement"), blocks);
        });
    }

    private DataTable table(List<ReimbursementSearchStore.Found> found, long total, ListQuery query) {
        return new DataTable(
                Label.of("报销", "cases"),
                List.of(
                        DataTable.Column.of("编号", "number").sortable("number"),
                        DataTable.Column.of("人员编号", "psn_no"),
                        DataTable.Column.of("就诊机构", "institution"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("总额", "total").sortable("total"),
                        DataTable.Column.figure("拟由基金和账户支付", "fund and account"),
                        DataTable.Column.of("经办", "clerk"),
                        DataTable.Column.of("登记时间", "entered").sortable("at")),
                found.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Link(HERE + "/" + one.id(), Long.toString(one.id())),
                                new Cell.Link("/persons/" + one.psnNo(), one.psnNo()),
                                new Cell.Text(one.institution()),
                                new Cell.State(state(Reimbursement.State.valueOf(one.state()))),
                                new Cell.Money(one.totalFen()),
                                new Cell.Money(one.pooledFen()),
                                new Cell.Text(one.submittedBy()),
                                new Cell.Text(Display.time(
                                        one.submittedAt(), desk.clock().getZone()))))
                        .toList(),
                total,
                query,
                Label.of("没有零星报销", "no case"));
    }

    private static Chip state(Reimbursement.State state) {
        return switch (state) {
            case SUBMITTED -> new Chip(Tone.WAITING, "待复核");
            case PAID -> Chip.good("已结算");
            case REJECTED -> Chip.bad("不予报销");
        };
    }

    HttpResponse form(PageRequest request) {
        return form(request, new BillEntry(request), false, List.of());
    }

    /** Tries the bill, adds rows, or enters the case, by the button that was pressed. */
    HttpResponse enter(PageRequest request) {
        BillEntry entry = new BillEntry(request);
        String pressed = request.entered(Form.DO);
        if (pressed.equals("more")) {
            entry.moreRows();
            return form(request, entry, true, List.of());
        }
        String id = entry.entered().matching("request", "[0-9A-Za-z-]{1,64}", "请重新打开本页");
        Bill typed = entry.bill();
        String reason = pressed.equals("submit") ? entry.reason() : "";
        if (!entry.entered().complete()) {
            return form(request, entry, true, List.of());
        }
        try {
            Bill bill = completed.apply(typed);
            if (!pressed.equals("submit")) {
                return form(request, entry, true, tried(bill));
            }
            long number = desk.done(
                    request,
                    "SUBMIT_REIMBURSEMENT",
                    id,
                    () -> reimbursements
                            .submit(id, bill, entry.papers(), reason, request.caller())
                            .reimbursement()
                            .id());
            return Pages.goTo(HERE + "/" + number);
        } catch (CodedException e) {
            entry.refused(e);
            return form(request, entry, true, List.of());
        }
    }

    private List<Block> tried(Bill bill) {
        return desk.sessions().read(session -> {
            Split split = quoting.estimate(session, bill, true).split();
            Scheme scheme = persons.find(session, bill.person(), bill.admittedOn())
                    .map(InsuredPerson::scheme)
                    .orElse(Scheme.RESIDENT);
            return List.of(
                    new Block.Notice(Tone.WAITING, Label.of("试算结果，尚未登记", "tried, not entered yet")),
                    new Block.Figures(figures(split)),
                    new Block.Picture(SettlementPicture.of(split, scheme)),
                    explanation(split));
        });
    }

    private HttpResponse form(PageRequest request, BillEntry entry, boolean filled, List<Block> above) {
        List<Field.Option> places = desk.sessions().read(institutions::institutions).stream()
                .map(place -> new Field.Option(place.code(), place.name()))
                .toList();
        List<Field> blank = BillEntry.blank(desk.once("R-"), places, desk.today());
        return desk.page(
                request,
                HERE,
                Label.of("登记零星报销", "New case"),
                "reimbursement.jte",
                Map.of(
                        "above", above,
                        "form",
                                Form.change(
                                        HERE + "/new",
                                        filled ? entry.entered().again(blank) : blank,
                                        Label.of("试算", "Try"),
                                        List.of("登记后由另一人复核；复核的就是此次拆分", "复核通过即结算，费用记入经办机构的账，应付参保人")),
                        "rows", entry.rows(),
                        "rowErrors", entry.rowErrors()));
    }

    HttpResponse one(PageRequest request) {
        Reimbursements.Case found = found(request);
        desk.read(
                request,
                "READ_REIMBURSEMENT",
                Long.toString(found.reimbursement().id()));
        return page(request, found, null, null);
    }

    private Reimbursements.Case found(PageRequest request) {
        String number = request.variable("id");
        if (!number.matches("[0-9]{1,18}")) {
            throw new CodedException(ErrorCode.REIMBURSEMENT_NOT_FOUND, "?");
        }
        return reimbursements.find(Long.parseLong(number));
    }

    /** Approves, or with the second button refuses. */
    HttpResponse decide(PageRequest request) {
        Reimbursements.Case before = found(request);
        long id = before.reimbursement().id();
        boolean refuse = request.entered(Form.DO).equals("reject");
        Entered entered = new Entered(request);
        String remark = entered.text("remark", refuse ? SHORTEST_REMARK : 0, LONGEST_REMARK);
        if (!entered.complete()) {
            return page(request, before, entered, null);
        }
        try {
            desk.done(
                    request,
                    refuse ? "REJECT_REIMBURSEMENT" : "APPROVE_REIMBURSEMENT",
                    Long.toString(id),
                    () -> refuse
                            ? reimbursements.reject(id, remark, request.caller())
                            : reimbursements.approve(id, remark, request.caller()));
        } catch (CodedException e) {
            return page(request, found(request), null, Desk.refusal(e));
        }
        return Pages.goTo(HERE + "/" + id);
    }

    private HttpResponse page(
            PageRequest request, Reimbursements.Case one, @Nullable Entered entered, @Nullable Block refusal) {
        Reimbursement reimbursement = one.reimbursement();
        return desk.sessions().read(session -> {
            Quote quote = quotes.find(session, reimbursement.quoteId()).orElseThrow();
            InsuredPerson person = persons.find(session, quote.personId()).orElseThrow();
            List<Block> blocks = new ArrayList<>();
            if (refusal != null) {
                blocks.add(refusal);
            }
            blocks.add(new Block.Facts(
                    Label.of("报销", "case"),
                    facts(
                            reimbursement,
                            quote.bill(),
                            person,
                            institutions
                                    .institution(session, quote.institution())
                                    .map(SettlementSearchStore.Place::name)
                                    .orElse(quote.institution()))));
            blocks.add(new Block.Figures(figures(one.split())));
            blocks.addAll(decision(request, reimbursement, entered));
            blocks.add(new Block.Picture(SettlementPicture.of(one.split(), person.scheme())));
            blocks.add(explanation(one.split()));
            blocks.add(new Block.Listing(lines(quote.bill())));
            return desk.page(request, HERE, Label.of("零星报销 " + reimbursement.id(), "Manual reimbursement"), blocks);
        });
    }

    private static List<Fact> facts(Reimbursement reimbursement, Bill bill, InsuredPerson person, String institution) {
        Long settlement = reimbursement.settlementId();
        String decidedBy = reimbursement.decidedBy();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.state("状态", "state", state(reimbursement.state())),
                new Fact(Label.of("人员", "person"), new Cell.Link("/persons/" + person.psnNo(), person.psnNo())),
                Fact.of("就诊机构", "institution", institution),
                Fact.of("类别", "kind", Words.kind(bill.kind().name()) + (bill.emergency() ? "（急诊）" : "")),
                Fact.code("住院号或就诊号", "visit", bill.visit()),
                Fact.of("日期", "days", bill.admittedOn() + " 至 " + bill.dischargedOn()),
                Fact.of("已收材料", "papers", papers(reimbursement.papers())),
                Fact.of("原因", "reason", reimbursement.reason()),
                Fact.of("经办", "entered by", reimbursement.submittedBy())));
        if (decidedBy != null) {
            facts.add(Fact.of("复核", "decided by", decidedBy));
            facts.add(Fact.of("意见", "remark", reimbursement.remark().isEmpty() ? "–" : reimbursement.remark()));
        }
        if (settlement != null) {
            facts.add(new Fact(
                    Label.of("结算", "settlement"),
                    new Cell.Link("/settlements/" + settlement, Long.toString(settlement))));
        }
        return facts;
    }

    private static String papers(List<String> codes) {
        return String.join(
                "、",
                BillEntry.PAPERS.stream()
                        .filter(paper -> codes.contains(paper.value()))
                        .map(Field.Option::text)
                        .toList());
    }

    private static List<Fact> figures(Split split) {
        List<Fact> figures = new ArrayList<>(
                List.of(Fact.money("医疗费总额", "total", split.totalFen()), Fact.money("统筹基金支付", "fund", split.fundFen())));
        if (split.accountFen() != 0) {
            figures.add(Fact.money("个人账户", "account", split.accountFen()));
        }
        figures.add(Fact.money("个人负担", "the person", split.personFen()));
        return figures;
    }

    private List<Block> decision(PageRequest request, Reimbursement reimbursement, @Nullable Entered entered) {
        if (reimbursement.state() != Reimbursement.State.SUBMITTED) {
            return List.of();
        }
        if (!request.caller().has(Role.REVIEWER) || request.caller().account().equals(reimbursement.submittedBy())) {
            return List.of(new Block.Notice(Tone.WAITING, Label.of("等待另一人（复核员）复核", "another person reviews")));
        }
        List<Field> fields = List.of(
                Field.of("remark", Field.Kind.LONG_TEXT, "意见", "remark", "").hint("不予报销时必填"));
        Form form = Form.change(
                        HERE + "/" + reimbursement.id() + "/decide",
                        entered == null ? fields : entered.again(fields),
                        Label.of("同意并结算", "Approve and settle"),
                        List.of("同意：按上列拆分结算入账，不能撤回，只能另行撤销结算", "拆分与登记时不同的，不结算，须重新登记"))
                .with(new Form.Button("reject", Label.of("不予报销", "Reject")));
        return List.of(new Block.Heading(Label.of("复核", "second person")), new Block.Entry(form));
    }

    private static Block explanation(Split split) {
        return new Block.Listing(DataTable.whole(
                Label.of("计算说明", "explanation"),
                List.of(
                        DataTable.Column.of("依据", "article"),
                        DataTable.Column.of("说明", "step"),
                        DataTable.Column.figure("金额", "amount")),
                split.explanation().stream().map(ReimbursementPages::step).toList(),
                Label.of("没有说明", "no explanation")));
    }

    private static DataTable.Row step(ExplanationStep step) {
        return DataTable.Row.of(
                new Cell.Text(EnrolmentWords.article(step.article())),
                new Cell.Text(step.textZh()),
                new Cell.Money(step.amountFen()));
    }

    private static DataTable lines(Bill bill) {
        return DataTable.whole(
                Label.of("费用明细", "fee lines"),
                List.of(
                        DataTable.Column.of("行", "line"),
                        DataTable.Column.of("项目编码", "item"),
                        DataTable.Column.figure("单价", "price"),
                        DataTable.Column.figure("数量", "quantity"),
                        DataTable.Column.of("服务日", "day"),
                        DataTable.Column.of("限制使用已审批", "approved")),
                bill.lines().stream().map(ReimbursementPages::line).toList(),
                Label.of("没有明细", "no line"));
    }

    private static DataTable.Row line(BillLine line) {
        return DataTable.Row.of(
                new Cell.Text(line.line()),
                new Cell.Link("/catalogue/" + line.item(), line.item()),
                new Cell.Text(SettlementSheet.plain(line.price1e4())),
                new Cell.Text(SettlementSheet.plain(line.quantity1e4())),
                line.servedOn() == null ? new Cell.Text("–") : new Cell.Day(line.servedOn()),
                new Cell.Text(line.approved() ? "是" : "–"));
    }
}
