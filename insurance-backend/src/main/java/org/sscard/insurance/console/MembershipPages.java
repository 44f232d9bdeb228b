package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /persons/{number}/membership}: periods of cover and notices; leaving (Art. 13) and the ban (Art. 30). */
final class MembershipPages {

    private static final int LONGEST_REASON = 500;
    private static final int SHORTEST_REASON = 4;

    private final Desk desk;
    private final Membership members;

    MembershipPages(Desk desk, Membership members) {
        this.desk = desk;
        this.members = members;
    }

    HttpResponse membership(PageRequest request) {
        Membership.Benefits benefits = found(request);
        desk.read(request, "READ_BENEFITS", benefits.person().psnNo());
        return page(request, benefits, null, null);
    }

    private Membership.Benefits found(PageRequest request) {
        Membership.Benefits benefits = members.benefits(request.variable("number"));
        if (!benefits.person().psnNo().equals(request.variable("number"))) {
            // Addresses are kept in histories: no id number is one.
            throw new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN);
        }
        return benefits;
    }

    private HttpResponse page(
            PageRequest request, Membership.Benefits benefits, @Nullable Entered leaving, @Nullable Entered banning) {
        String psnNo = benefits.person().psnNo();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Ways(List.of(new Frame.Link("/persons/" + psnNo, "待遇与结算"))));
        blocks.add(new Block.Facts(Label.of("参保", "membership"), facts(benefits)));
        blocks.add(new Block.Listing(periods(benefits)));
        blocks.add(new Block.Listing(notices(benefits)));
        if (request.caller().has(Role.OPERATOR)) {
            List<Field> fields = leave();
            blocks.add(new Block.Heading(Label.of("退出", "leaving, Art. 13")));
            blocks.add(new Block.Entry(Form.confirm(
                    "/persons/" + psnNo + "/leave",
                    leaving == null ? fields : leaving.again(fields),
                    Label.of("终止待遇", "End the cover"),
                    List.of("待遇在最后一日结束时终止，不退费", "未缴的通知失效"))));
        }
        if (request.caller().has(Role.REVIEWER)) {
            List<Field> fields = ban();
            blocks.add(new Block.Heading(Label.of("禁止", "ban, Art. 30")));
            blocks.add(new Block.Entry(Form.confirm(
                    "/persons/" + psnNo + "/ban",
                    banning == null ? fields : banning.again(fields),
                    Label.of("停止待遇", "Ban"),
                    List.of("自决定之日起两年内停止待遇，不得参保", "应追回的费用记入应收追回款；同一决定只计一次"))));
        }
        return desk.page(request, "/persons", Label.of("参保与缴费", "Membership and contributions"), blocks);
    }

    private static List<Fact> facts(Membership.Benefits benefits) {
        LocalDate end = benefits.person().coverEnd();
        LocalDate banned = benefits.person().bannedUntil();
        return List.of(
                Fact.code("人员编号", "psn_no", benefits.person().psnNo()),
                Fact.of("姓名", "name", Display.maskedName(benefits.name())),
                Fact.of("险种", "scheme", Words.scheme(benefits.person().scheme().name())),
                Fact.of("参保地", "region", benefits.person().region()),
                Fact.of("待遇起始", "from", benefits.person().benefitStart().toString()),
                Fact.of("待遇终止", "until", end == null ? "未终止" : end.toString()),
                Fact.of("禁止至", "banned until", banned == null ? "–" : banned.toString()));
    }

    private static DataTable periods(Membership.Benefits benefits) {
        return DataTable.whole(
                Label.of("待遇期", "periods of cover"),
                List.of(
                        DataTable.Column.of("起", "from"),
                        DataTable.Column.of("止", "until"),
                        DataTable.Column.of("依据", "article")),
                benefits.periods().stream()
                        .map(span -> DataTable.Row.of(
                                new Cell.Day(span.begins()),
                                new Cell.Day(span.ends()),
                                new Cell.Text(EnrolmentWords.article(span.basis()))))
                        .toList(),
                Label.of("没有缴费产生的待遇期", "no cover by a contribution"));
    }

    private static DataTable notices(Membership.Benefits benefits) {
        return DataTable.whole(
                Label.of("缴费通知", "notices"),
                List.of(
                        DataTable.Column.of("通知号", "number"),
                        DataTable.Column.of("年度", "year"),
                        DataTable.Column.of("种类", "kind"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("缴费至", "until"),
                        DataTable.Column.figure("个人", "own"),
                        DataTable.Column.figure("政府", "government")),
                benefits.notices().stream().map(MembershipPages::row).toList(),
                Label.of("没有缴费通知", "no notice"));
    }

    private static DataTable.Row row(Notice notice) {
        return DataTable.Row.of(
                new Cell.Link("/contributions/" + notice.id(), Long.toString(notice.id())),
                new Cell.Text(notice.period().substring(1)),
                new Cell.Text(EnrolmentWords.noticeKind(notice.kind())),
                new Cell.State(EnrolmentWords.notice(notice.state())),
                new Cell.Day(notice.windowTo()),
                new Cell.Money(notice.parts().personalFen()),
                new Cell.Money(notice.parts().governmentFen()));
    }

    private List<Field> leave() {
        return List.of(
                Field.choice(
                        "reason",
                        "原因",
                        "reason",
                        Membership.LeaveReason.MOVED_OUT.name(),
                        List.of(
                                new Field.Option("MOVED_OUT", "户籍迁出"),
                                new Field.Option("HUKOU_CANCELLED", "户籍注销"),
                                new Field.Option("OTHER_SCHEME", "参加其他医疗保险"),
                                new Field.Option("DEATH", "死亡"))),
                Field.of(
                        "lastDay",
                        Field.Kind.DATE,
                        "最后一日",
                        "last day",
                        desk.today().toString()));
    }

    private List<Field> ban() {
        return List.of(
                Field.of(
                        "decidedOn",
                        Field.Kind.DATE,
                        "决定日期",
                        "decided on",
                        desk.today().toString()),
                Field.of("recover", Field.Kind.MONEY, "应追回（元）", "to be recovered, yuan", "0"),
                Field.of("remark", Field.Kind.LONG_TEXT, "事由", "reason", ""));
    }

    HttpResponse leave(PageRequest request) {
        Membership.Benefits benefits = found(request);
        Entered entered = new Entered(request);
        Membership.LeaveReason reason =
                entered.choice(Membership.LeaveReason.class, "reason", Membership.LeaveReason.MOVED_OUT);
        LocalDate lastDay = entered.day("lastDay");
        if (!entered.complete()) {
            return page(request, benefits, entered, null);
        }
        String psnNo = benefits.person().psnNo();
        desk.done(
                request,
                "LEAVE",
                psnNo,
                () -> members.leave(psnNo, reason, lastDay, request.caller().account()));
        return Pages.goTo("/persons/" + psnNo + "/membership");
    }

    HttpResponse ban(PageRequest request) {
        Membership.Benefits benefits = found(request);
        Entered entered = new Entered(request);
        LocalDate decidedOn = entered.day("decidedOn");
        long recover = entered.fen("recover");
        String remark = entered.text("remark", SHORTEST_REASON, LONGEST_REASON);
        String psnNo = benefits.person().psnNo();
        if (entered.complete()) {
            try {
                desk.done(
                        request,
                        "BAN",
                        psnNo,
                        () -> members.ban(
                                psnNo,
                                decidedOn,
                                recover,
                                remark,
                                request.caller().account()));
                return Pages.goTo("/persons/" + psnNo + "/membership");
            } catch (CodedException e) {
                entered.refused("decidedOn", e);
            }
        }
        return page(request, benefits, null, entered);
    }
}
