package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.contribution.Subsidy;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /subsidies}: what city and districts owe of their 55:45 (Order 102 Art. 8, 15), and what they paid over. */
final class SubsidyPages {

    private static final String HERE = "/subsidies";

    private final Desk desk;
    private final Contributing contributions;

    SubsidyPages(Desk desk, Contributing contributions) {
        this.desk = desk;
        this.contributions = contributions;
    }

    HttpResponse accounts(PageRequest request) {
        return page(request, null);
    }

    private HttpResponse page(PageRequest request, @Nullable Entered entered) {
        List<Subsidy> accounts = contributions.subsidies();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Sections(EnrolmentWords.SECTIONS, HERE));
        blocks.add(new Block.Figures(List.of(
                Fact.money("市级应拨（55）", "city, claimed", sum(accounts, true)),
                Fact.money("区级应拨（45）", "districts, claimed", sum(accounts, false)),
                Fact.money(
                        "尚欠",
                        "open",
                        accounts.stream().mapToLong(Subsidy::openFen).sum()))));
        blocks.add(new Block.Listing(table(accounts)));
        List<Subsidy> open =
                accounts.stream().filter(account -> account.openFen() > 0).toList();
        if (!open.isEmpty() && request.caller().has(Role.OPERATOR)) {
            List<Field> fields = payment(open);
            blocks.add(new Block.Heading(Label.of("登记拨付", "what was paid over")));
            blocks.add(new Block.Entry(Form.change(
                    HERE + "/pay",
                    entered == null ? fields : entered.again(fields),
                    Label.of("登记拨付", "Record the payment"),
                    List.of("借财政专户，贷应收财政补贴", "先抵到期最早的应拨"))));
        }
        return desk.page(request, "/enrolment", Label.of("财政补助", "Government subsidies"), blocks);
    }

    private static long sum(List<Subsidy> accounts, boolean city) {
        return accounts.stream()
                .filter(account -> account.payer().equals(Subsidy.CITY) == city)
                .mapToLong(Subsidy::claimedFen)
                .sum();
    }

    private DataTable table(List<Subsidy> accounts) {
        return DataTable.whole(
                Label.of("应拨与已拨", "claims and payments"),
                List.of(
                        DataTable.Column.of("拨付方", "payer"),
                        DataTable.Column.figure("应拨", "claimed"),
                        DataTable.Column.figure("已拨", "paid"),
                        DataTable.Column.figure("尚欠", "open"),
                        DataTable.Column.of("最早到期", "due"),
                        DataTable.Column.of("期限", "time left")),
                accounts.stream()
                        .map(account -> DataTable.Row.of(
                                new Cell.Text(EnrolmentWords.payer(account.payer())),
                                new Cell.Money(account.claimedFen()),
                                new Cell.Money(account.paidFen()),
                                new Cell.Money(account.openFen()),
                                due(account.dueOn()),
                                account.dueOn() == null
                                        ? new Cell.State(Chip.good("已拨清"))
                                        : EnrolmentWords.due(account.dueOn(), desk.today())))
                        .toList(),
                Label.of("还没有应拨补助；个人缴费后产生", "no claim yet: a contribution makes one"));
    }

    private static Cell due(@Nullable LocalDate dueOn) {
        return dueOn == null ? new Cell.Text("–") : new Cell.Day(dueOn);
    }

    private List<Field> payment(List<Subsidy> open) {
        Subsidy first = open.get(0);
        return List.of(
                Field.hidden("payment", desk.once("S-")),
                Field.choice(
                        "payer",
                        "拨付方",
                        "payer",
                        first.payer(),
                        open.stream()
                                .map(account -> new Field.Option(
                                        account.payer(),
                                        EnrolmentWords.payer(account.payer()) + "，尚欠 "
                                                + Display.money(account.openFen())))
                                .toList()),
                Field.of("amount", Field.Kind.MONEY, "金额（元）", "amount in yuan", ""),
                Field.of(
                        "paidOn",
                        Field.Kind.DATE,
                        "到账日期",
                        "paid on",
                        desk.today().toString()));
    }

    HttpResponse pay(PageRequest request) {
        Entered entered = new Entered(request);
        String payment = entered.matching("payment", "[0-9A-Za-z-]{1,64}", "请重新打开本页");
        String payer = entered.matching("payer", "CITY|[0-9]{6}", "请选择");
        long fen = entered.fen("amount");
        LocalDate paidOn = entered.day("paidOn");
        if (entered.complete() && fen == 0) {
            entered.wrong("amount", "金额须大于零");
        }
        if (entered.complete()) {
            try {
                desk.done(
                        request, "RECORD_SUBSIDY", payer, () -> contributions.subsidyPaid(payment, payer, fen, paidOn));
                return Pages.goTo(HERE);
            } catch (CodedException e) {
                entered.refused(e.code() == ErrorCode.PAYMENT_DATE_INVALID ? "paidOn" : "amount", e);
            }
        }
        return page(request, entered);
    }
}
