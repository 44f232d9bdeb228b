package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.console.store.BlacklistView;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.servicekit.approval.Approval;
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
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /blacklist}: how many cards terminals must refuse, since when, and lifting one by hand, by two persons. */
final class BlacklistPages {

    static final String HERE = "/blacklist";

    private static final Role[] LIFTS = {Role.OPERATOR, Role.COUNTER};
    private static final int LISTED = 50;

    private final BureauDesk desk;
    private final BureauWork work;
    private final BlacklistView view;

    BlacklistPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
        this.view = new BlacklistView(work.database());
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, request -> page(request, null), Section.OVERVIEW.roles())
                .action(HERE + "/lift", this::lift, LIFTS);
    }

    private HttpResponse page(PageRequest request, @Nullable CodedException refusal) {
        List<Block> blocks = new ArrayList<>();
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        BlacklistView.Standing standing = view.standing();
        blocks.add(new Block.Figures(List.of(
                new Fact(Label.of("列入黑名单的卡", "blacklisted"), new Cell.Count(standing.cards())),
                new Fact(Label.of("流水版本", "version"), new Cell.Count(standing.version())),
                Fact.of(
                        "最近变更",
                        "last change",
                        standing.changedAt()
                                .map(at -> CardWords.ago(at, desk.clock().instant()))
                                .orElse("尚无")))));
        blocks.add(new Block.Listing(byState(standing)));
        blocks.add(new Block.Listing(changes()));
        if (request.caller().has(Role.OPERATOR) || request.caller().has(Role.COUNTER)) {
            blocks.add(new Block.Heading(Label.of("人工解除", "lift by hand")));
            blocks.add(new Block.Entry(Form.confirm(
                    HERE + "/lift",
                    List.of(
                            Field.of("card", Field.Kind.TEXT, "卡号", "card number", request.entered("card")),
                            Field.of("reason", Field.Kind.TEXT, "解除的依据", "grounds", request.entered("reason"))),
                    Label.of("申请解除", "ask to lift"),
                    List.of("由复核员复核后执行；卡片状态不变", "找回的卡请在柜台办理解挂，不必人工解除"))));
        }
        return desk.page(request, Section.OVERVIEW, Label.of("黑名单", "Blacklist"), blocks);
    }

    private static DataTable byState(BlacklistView.Standing standing) {
        return DataTable.whole(
                Label.of("因何列入", "why they are listed"),
                List.of(DataTable.Column.of("卡片状态", "state"), DataTable.Column.figure("张数", "cards")),
                standing.byState().entrySet().stream()
                        .map(entry -> DataTable.Row.of(
                                new Cell.State(CardWords.chip(entry.getKey())), new Cell.Count(entry.getValue())))
                        .toList(),
                Label.of("黑名单是空的", "nobody is listed"));
    }

    private DataTable changes() {
        return DataTable.whole(
                Label.of("最近 " + LISTED + " 次变更，新的在前", "latest changes"),
                List.of(
                        DataTable.Column.figure("版本", "version"),
                        DataTable.Column.of("时间", "at"),
                        DataTable.Column.of("卡号", "card"),
                        DataTable.Column.of("卡片状态", "state"),
                        DataTable.Column.of("黑名单", "listed")),
                view.changes(LISTED).stream()
                        .map(change -> DataTable.Row.of(
                                new Cell.Count(change.version()),
                                new Cell.Text(desk.time(change.at())),
                                new Cell.Link(
                                        CardPages.at(change.cardId()), Display.maskedCardNumber(change.cardNumber())),
                                new Cell.State(CardWords.chip(change.state())),
                                new Cell.State(change.listed() ? Chip.bad("列入") : new Chip(Tone.NEUTRAL, "不在名单"))))
                        .toList(),
                Label.of("还没有变更", "no change yet"));
    }

    private HttpResponse lift(PageRequest request) {
        try {
            // A card number that was typed wrong is told here, not to who approves.
            CardRecord card = work.registry()
                    .find(request.entered("card").toUpperCase(Locale.ROOT))
                    .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
            Approval approval = work.approvals()
                    .request(
                            new CustodyRequest(
                                    Verb.BLACKLIST_LIFT,
                                    Map.of("card", card.cardNumber(), "reason", request.entered("reason"))),
                            request.caller());
            return Pages.goTo(Section.APPROVALS.href() + "/" + approval.id());
        } catch (CodedException e) {
            return page(request, e);
        }
    }
}
