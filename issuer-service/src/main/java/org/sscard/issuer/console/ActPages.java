package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.desk.CardKey;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HolderCard;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /counter/{card}/act/{action}}: what will happen, why, and by whose document; then it is done. */
final class ActPages {

    private static final LifeCycle TABLE = LifeCycle.table();
    private static final Role[] STAFF = {Role.COUNTER, Role.OPERATOR, Role.REVIEWER};
    /** These go by handover sheet, where the counts must agree, and by quality control. */
    private static final Set<CardAction> ELSEWHERE =
            Set.of(CardAction.DISPATCH, CardAction.RECEIVE, CardAction.LOSE_IN_TRANSIT, CardAction.BLOCK_PIN);

    /** How many entries the card's history had when the form was made. */
    private static final String SEEN = "seen";

    private final BureauDesk desk;
    private final HolderDesk holders;
    private final HolderStore store;
    private final Periods periods;

    ActPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.holders = work.holders();
        this.store = work.holderStore();
        this.periods = work.periods();
    }

    void on(ServiceServer.Builder server) {
        String act = CounterPages.HERE + "/{card}/act/{action}";
        server.page(act, request -> ask(request, null), STAFF).action(act, this::act, STAFF);
    }

    static HolderCard held(HolderStore store, PageRequest request) {
        String id = request.variable("card");
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw new CodedException(ErrorCode.CARD_NOT_FOUND);
        }
        return store.held(Long.parseLong(id));
    }

    /** The channel by which this person may do it now: the counter's first, because a holder stands there. */
    static Optional<Channel> channel(Principal caller, ActionRule rule, CardState state) {
        if (ELSEWHERE.contains(rule.action())) {
            return Optional.empty();
        }
        return List.of(Channel.COUNTER, Channel.BUREAU).stream()
                .filter(channel -> rule.allowed(state, channel)
                        && caller.roles().stream()
                                .anyMatch(role -> TABLE.channel(channel).roles().contains(role.ou())))
                .findFirst();
    }

    static Block back(CardRecord card) {
        return new Block.Ways(List.of(new Frame.Link(CardPages.at(card.cardId()), "返回卡片")));
    }

    private HttpResponse ask(PageRequest request, @Nullable CodedException refusal) {
        HolderCard held = held(store, request);
        ActionRule rule = rule(request);
        Optional<Channel> channel = channel(request.caller(), rule, held.card().state());
        List<Block> blocks = new ArrayList<>();
        changes(request, held).ifPresent(blocks::add);
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        if (channel.isEmpty()) {
            if (refusal == null) {
                blocks.add(new Block.Notice(
                        Tone.WARNING,
                        Label.of("卡片现在是“" + TABLE.nameZh(held.card().state()) + "”，不能" + rule.zh(), "not from here")));
            }
        } else {
            blocks.add(new Block.Facts(
                    Label.of("卡片", "card"),
                    List.of(
                            Fact.of(
                                    "持卡人",
                                    "holder",
                                    Display.maskedName(held.card().holder().name())),
                            Fact.code(
                                    "卡号",
                                    "card number",
                                    Display.maskedCardNumber(held.card().cardNumber())),
                            Fact.state("现在", "now", CardWords.chip(held.card())))));
            blocks.add(new Block.Entry(form(request, held, rule, channel.get())));
        }
        blocks.add(back(held.card()));
        return desk.page(request, Section.COUNTER, Label.of(rule.zh(), capital(rule.en())), blocks);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** What others did with the card since the form was made. */
    private Optional<Block> changes(PageRequest request, HolderCard held) {
        String seen = request.entered(SEEN);
        if (!seen.matches("[0-9]{1,6}")
                || Integer.parseInt(seen) >= held.history().size()) {
            return Optional.empty();
        }
        List<Block.Event> since = held
                .history()
                .subList(Integer.parseInt(seen), held.history().size())
                .stream()
                .map(entry -> new Block.Event(
                        desk.time(entry.at()),
                        CardWords.chip(entry.to()),
                        CardWords.did(entry),
                        CardWords.by(entry),
                        CardWords.why(entry)))
                .toList();
        return Optional.of(new Block.Timeline(Label.of("您办理期间，此卡有变化", "changed meanwhile"), since));
    }

    private Form form(PageRequest request, HolderCard held, ActionRule rule, Channel channel) {
        CardState state = held.card().state();
        List<Field> fields = new ArrayList<>();
        fields.add(Field.hidden(SEEN, Integer.toString(held.history().size())));
        fields.add(Field.hidden("from", state.name()));
        fields.add(Field.hidden("once", request.entered("once").isEmpty() ? desk.once("C") : request.entered("once")));
        List<Field.Option> reasons = rule.reasons().keySet().stream()
                .filter(reason -> rule.allowed(state, reason) && reason != Reason.PERIOD_ENDED)
                .sorted()
                .map(reason ->
                        new Field.Option(reason.name(), TABLE.name(reason).zh()))
                .toList();
        boolean asked = !request.entered(SEEN).isEmpty();
        if (reasons.size() == 1) {
            fields.add(Field.hidden("reason", reasons.get(0).value()));
        } else {
            List<Field.Option> all = new ArrayList<>(List.of(new Field.Option("", "请选择")));
            all.addAll(reasons);
            Field reason = Field.choice("reason", "原因", "reason", request.entered("reason"), all);
            fields.add(asked && request.entered("reason").isEmpty() ? reason.wrong("请选择原因") : reason);
        }
        if (needsDocument(rule, channel)) {
            boolean ticked = request.entered("document").equals(Field.YES);
            Field document = Field.check("document", "已核验本人或代办人的有效身份证件", "identity document seen", ticked);
            fields.add(asked && !ticked ? document.wrong("须先核验证件") : document);
        }
        fields.add(Field.of("note", Field.Kind.TEXT, "备注（选填）", "note", request.entered("note")));
        return new Form(
                CardPages.at(held.card().cardId()) + "/act/" + rule.action(),
                true,
                fields,
                Label.of("确认" + rule.zh(), "confirm"),
                CardEffects.of(rule, held.card(), periods),
                CardEffects.lastsForGood(rule, held.card()));
    }

    private static boolean needsDocument(ActionRule rule, Channel channel) {
        ActionRule.Allowance allowance = rule.channels().get(channel);
        return allowance != null && allowance.proofs().contains(Proof.ID_DOCUMENT);
    }

    private HttpResponse act(PageRequest request) {
        HolderCard held = held(store, request);
        ActionRule rule = rule(request);
        Optional<Channel> channel = channel(request.caller(), rule, held.card().state());
        boolean proved = channel.isPresent()
                && (!needsDocument(rule, channel.get())
                        || request.entered("document").equals(Field.YES));
        boolean unchanged =
                request.entered(SEEN).equals(Integer.toString(held.history().size()));
        if (channel.isEmpty() || !proved || request.entered("reason").isEmpty() || !unchanged) {
            return ask(request, null);
        }
        try {
            holders.act(
                    new HolderDesk.Ask(
                            request.entered("once"),
                            digest(request),
                            new CardKey.Numbered(held.card().cardNumber()),
                            channel.get(),
                            rule.action(),
                            needsDocument(rule, channel.get()) ? Optional.of(Proof.ID_DOCUMENT) : Optional.empty(),
                            reason(request.entered("reason")),
                            request.entered("note"),
                            request.caller().account(),
                            "console",
                            Optional.of(held.card().state()),
                            false),
                    request.caller());
            return Pages.goTo(CardPages.at(held.card().cardId()) + "?done=" + rule.action());
        } catch (CodedException e) {
            return ask(request, e);
        }
    }

    private static ActionRule rule(PageRequest request) {
        for (CardAction action : CardAction.values()) {
            if (action.name().equals(request.variable("action"))) {
                return TABLE.action(action);
            }
        }
        throw new CodedException(ErrorCode.REQUEST_INVALID, "action", "lifecycle.json");
    }

    private static Reason reason(String name) {
        try {
            return Reason.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_REASON_INVALID, name);
        }
    }

    /** Over everything that was asked: the same form sent twice is one request. */
    private static String digest(PageRequest request) {
        String whole = String.join(
                "\n",
                request.path(),
                request.entered("from"),
                request.entered("reason"),
                request.entered("document"),
                request.entered("note"),
                request.caller().account());
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
