package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HolderCard;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.store.HolderStore;
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

/** {@code /counter/{card}}: one card, its past, and only what may be done with it now. */
final class CardPages {

    private static final LifeCycle TABLE = LifeCycle.table();
    private final BureauDesk desk;
    private final HolderDesk holders;
    private final HolderStore store;
    private final Periods periods;

    CardPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.holders = work.holders();
        this.store = work.holderStore();
        this.periods = work.periods();
    }

    static String at(long cardId) {
        return CounterPages.HERE + "/" + cardId;
    }

    void on(ServiceServer.Builder server) {
        String card = CounterPages.HERE + "/{card}";
        server.page(card, request -> show(request, false, null), Section.COUNTER.roles())
                .action(card + "/reveal", this::reveal, Section.COUNTER.roles())
                .action(card + "/bank", this::bank, Role.COUNTER, Role.OPERATOR)
                .action(card + "/remake", this::remake, Role.OPERATOR);
    }

    private HttpResponse show(PageRequest request, boolean revealed, @Nullable CodedException refusal) {
        HolderCard held = ActPages.held(store, request);
        CardRecord card = held.card();
        List<Block> notices = new ArrayList<>();
        if (refusal != null) {
            notices.add(BureauDesk.refusal(refusal));
        }
        done(request, held).ifPresent(notices::add);
        if (revealed) {
            notices.add(new Block.Notice(Tone.WARNING, Label.of("正在显示完整信息，已记入审计日志", "shown in full and recorded")));
        }
        List<Block> below = new ArrayList<>();
        if (!revealed) {
            below.add(new Block.Entry(revealForm(card, request.entered("why"), "")));
        }
        return desk.page(
                request,
                Section.COUNTER,
                Label.of(
                        revealed
                                ? card.holder().name()
                                : Display.maskedName(card.holder().name()),
                        ""),
                "bureau/card.jte",
                Map.of(
                        "notices", notices,
                        "state", CardWords.chip(card),
                        "chips", chips(held),
                        "facts", facts(held, revealed),
                        "offered", offers(request, card),
                        "elsewhere", elsewhere(card),
                        "forms", forms(request, held),
                        "timeline", timeline(held),
                        "others", others(card),
                        "below", below));
    }

    /** What was just done, and how to take it back where the table has a way. */
    private static Optional<Block> done(PageRequest request, HolderCard held) {
        String action = request.asked("done");
        if (action.isEmpty() || held.history().isEmpty()) {
            return Optional.empty();
        }
        HolderCard.HistoryEntry last = held.history().get(held.history().size() - 1);
        String replacement =
                held.replacedBy().isEmpty() ? "" : "，新卡 " + Display.maskedCardNumber(held.replacedBy()) + " 已登记";
        return Optional.of(new Block.Notice(Tone.GOOD, Label.of("已办理：" + CardWords.did(last) + replacement, "done")));
    }

    private List<Chip> chips(HolderCard held) {
        List<Chip> chips = new ArrayList<>();
        if (held.card().blacklisted()) {
            chips.add(Chip.bad("黑名单"));
        }
        held.periodEnds()
                .ifPresent(ends -> chips.add(
                        new Chip(Tone.WARNING, CardWords.left(ends, desk.clock().instant()))));
        return chips;
    }

    private List<Fact> facts(HolderCard held, boolean revealed) {
        CardRecord card = held.card();
        Person holder = card.holder();
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.code(
                "社会保障号码",
                "id number",
                revealed ? Display.idNumber(holder.idNumber()) : Display.maskedIdNumber(holder.idNumber())));
        facts.add(Fact.code(
                "卡号", "card number", revealed ? card.cardNumber() : Display.maskedCardNumber(card.cardNumber())));
        facts.add(Fact.code("发卡地区", "region", card.region()));
        facts.add(Fact.state("银行功能", "bank", CardWords.chip(held.bankState())));
        card.chip().ifPresent(chip -> facts.add(Fact.of("有效期", "valid", chip.issueDate() + " 至 " + chip.expiryDate())));
        held.periodEnds().ifPresent(ends -> facts.add(Fact.of("期限届满", "period ends", desk.time(ends))));
        card.batchId()
                .ifPresent(batch -> facts.add(new Fact(
                        Label.of("批次", "batch"),
                        new Cell.Link("/batches/" + batch, batch.toString().substring(0, 8)))));
        if (!card.reason().isEmpty()) {
            facts.add(Fact.of("原因", "reason", card.reason()));
        }
        if (revealed) {
            facts.add(Fact.of("出生日期", "born", holder.birthDate().toString()));
            facts.add(Fact.of("联系电话", "telephone", holder.phone().isEmpty() ? "未登记" : holder.phone()));
            facts.add(Fact.of("户籍地址", "address", holder.hukouAddress().isEmpty() ? "未登记" : holder.hukouAddress()));
        }
        return facts;
    }

    private List<CardOffer> offers(PageRequest request, CardRecord card) {
        List<CardOffer> offers = new ArrayList<>();
        for (ActionRule rule : TABLE.actions()) {
            if (ActPages.channel(request.caller(), rule, card.state()).isPresent()) {
                List<String> effects = CardEffects.of(rule, card, periods);
                offers.add(new CardOffer(
                        at(card.cardId()) + "/act/" + rule.action(),
                        rule.zh(),
                        rule.en(),
                        effects.get(effects.size() > 2 ? 1 : 0),
                        CardEffects.lastsForGood(rule, card)));
            }
        }
        return offers;
    }

    private static String elsewhere(CardRecord card) {
        return switch (card.state()) {
            case QC_PASSED -> "发运由“库存 → 交接单”办理";
            case IN_TRANSIT -> "签收由“库存 → 交接单”办理，张数须相符";
            case REVIEWED -> "等待编入批次";
            case IN_BATCH, PERSONALISING, UNKNOWN -> "正在制卡";
            default -> "此状态下没有可以办理的事项";
        };
    }

    private List<Form> forms(PageRequest request, HolderCard held) {
        List<Form> forms = new ArrayList<>();
        CardRecord card = held.card();
        boolean serves = request.caller().has(Role.COUNTER) || request.caller().has(Role.OPERATOR);
        List<Field.Option> next = Arrays.stream(BankState.values())
                .filter(state -> TABLE.allows(held.bankState(), state))
                .map(state -> new Field.Option(state.name(), TABLE.name(state).zh()))
                .toList();
        if (serves && card.chip().isPresent() && TABLE.live(card.state()) && !next.isEmpty()) {
            forms.add(Form.change(
                    at(card.cardId()) + "/bank",
                    List.of(
                            Field.hidden("from", held.bankState().name()),
                            Field.choice(
                                    "bank",
                                    "银行回执的状态",
                                    "as the bank says",
                                    next.get(0).value(),
                                    next),
                            Field.of("bankNote", Field.Kind.TEXT, "银行回执号", "receipt", "")),
                    Label.of("更新银行功能", "set")));
        }
        if (request.caller().has(Role.OPERATOR)
                && Set.of(CardState.SPOILED, CardState.DESTROYED, CardState.LOST_IN_TRANSIT)
                        .contains(card.state())
                && held.replacedBy().isEmpty()) {
            forms.add(Form.change(
                    at(card.cardId()) + "/remake",
                    List.of(Field.of("remakeNote", Field.Kind.TEXT, "重制说明", "why", "")),
                    Label.of("重制", "remake"),
                    List.of("同一申请另编卡号，重新排队制卡")));
        }
        return forms;
    }

    private Block timeline(HolderCard held) {
        List<Block.Event> events = new ArrayList<>();
        for (HolderCard.HistoryEntry entry : held.history()) {
            events.add(
                    0,
                    new Block.Event(
                            desk.time(entry.at()),
                            CardWords.chip(entry.to()),
                            CardWords.did(entry),
                            CardWords.by(entry),
                            CardWords.why(entry)));
        }
        return new Block.Timeline(Label.of("经过", "timeline, newest first"), events);
    }

    private DataTable others(CardRecord card) {
        return DataTable.whole(
                Label.of("此人的其他卡", "other cards of this person"),
                List.of(
                        DataTable.Column.of("卡号", "card"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("发卡日期", "issued")),
                store.cardsOfHolder(card.cardId()).stream()
                        .filter(other -> other.card().cardId() != card.cardId())
                        .map(other -> DataTable.Row.of(
                                new Cell.Link(
                                        at(other.card().cardId()),
                                        Display.maskedCardNumber(other.card().cardNumber())),
                                new Cell.State(CardWords.chip(other.card())),
                                new Cell.Text(other.card()
                                        .chip()
                                        .map(chip -> chip.issueDate().toString())
                                        .orElse("—"))))
                        .toList(),
                Label.of("没有其他卡", "none"));
    }

    private static Form revealForm(CardRecord card, String entered, String wrong) {
        return Form.change(
                at(card.cardId()) + "/reveal",
                List.of(Field.of("why", Field.Kind.TEXT, "查看完整信息的理由", "why in full", entered)
                        .hint("2 至 100 字，例如：核对身份证。理由、时间和您的账号记入审计日志")
                        .wrong(wrong)),
                Label.of("显示完整信息", "reveal"));
    }

    private HttpResponse reveal(PageRequest request) {
        String why = request.entered("why");
        CardRecord card = ActPages.held(store, request).card();
        if (why.length() < 2 || why.length() > 100) {
            return desk.page(
                    request,
                    Section.COUNTER,
                    Label.of("显示完整信息", "Reveal"),
                    List.of(new Block.Entry(revealForm(card, why, "请用 2 至 100 字写明理由")), ActPages.back(card)));
        }
        desk.looked(request, "REVEAL_HOLDER", "card " + card.cardId() + " " + why);
        return show(request, true, null);
    }

    private HttpResponse bank(PageRequest request) {
        HolderCard held = ActPages.held(store, request);
        try {
            if (!held.bankState().name().equals(request.entered("from"))) {
                throw new CodedException(
                        ErrorCode.BANK_STATE_ILLEGAL,
                        TABLE.name(held.bankState()).zh(),
                        request.entered("bank"));
            }
            holders.setBankState(
                    held.card().cardNumber(),
                    BankState.valueOf(request.entered("bank")),
                    request.caller().account(),
                    request.entered("bankNote"));
            return Pages.goTo(at(held.card().cardId()) + "?done=BANK");
        } catch (CodedException e) {
            return show(request, false, e);
        } catch (IllegalArgumentException e) {
            return show(request, false, new CodedException(e, ErrorCode.REQUEST_INVALID, "bank", "bank state"));
        }
    }

    private HttpResponse remake(PageRequest request) {
        try {
            HolderCard made = holders.remake(
                    ActPages.held(store, request).card().cardNumber(),
                    request.caller().account(),
                    request.entered("remakeNote"));
            return Pages.goTo(at(made.card().cardId()) + "?done=REMAKE");
        } catch (CodedException e) {
            return show(request, false, e);
        }
    }
}
