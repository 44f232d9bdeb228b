package org.sscard.issuer.rpc;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.LifeCycle.Named;
import org.sscard.issuer.lifecycle.Period;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HolderCard;
import org.sscard.issuer.registry.HolderCard.HistoryEntry;
import org.sscard.servicekit.pages.Display;
import org.sscard.wire.issuer.v1.ChannelRule;
import org.sscard.wire.issuer.v1.CodeText;
import org.sscard.wire.issuer.v1.HeldCard;
import org.sscard.wire.issuer.v1.Holding;
import org.sscard.wire.issuer.v1.LifeCycleAction;
import org.sscard.wire.issuer.v1.LifeCyclePeriod;
import org.sscard.wire.issuer.v1.LifeCycleState;
import org.sscard.wire.issuer.v1.LifeCycleTable;
import org.sscard.wire.issuer.v1.ProgressStep;
import org.sscard.wire.issuer.v1.ReasonRule;
import org.sscard.wire.issuer.v1.Timeline;
import org.sscard.wire.issuer.v1.TimelineEvent;

/** The life-cycle table and holders' cards as messages. */
final class LifeCycleMessages {

    private static final LifeCycle TABLE = LifeCycle.table();

    private LifeCycleMessages() {}

    static LifeCycleTable table(Periods periods) {
        LifeCycleTable.Builder table = LifeCycleTable.newBuilder();
        for (CardState state : CardState.values()) {
            LifeCycleState.Builder row = LifeCycleState.newBuilder()
                    .setState(text(state, TABLE.name(state)))
                    .setLive(TABLE.live(state))
                    .setBlacklists(TABLE.blacklists(state));
            TABLE.next(state).forEach(next -> row.addNextStates(next.name()));
            table.addStates(row);
        }
        TABLE.actions().forEach(rule -> table.addActions(action(rule)));
        Arrays.stream(Channel.values())
                .forEach(channel ->
                        table.addChannels(text(channel, TABLE.channel(channel).name())));
        Arrays.stream(Proof.values()).forEach(proof -> table.addProofs(text(proof, TABLE.name(proof))));
        Arrays.stream(Reason.values()).forEach(reason -> table.addReasons(text(reason, TABLE.name(reason))));
        periods.byRegion()
                .forEach((region, rules) ->
                        rules.forEach((period, rule) -> table.addPeriods(period(region, period, rule))));
        return table.build();
    }

    private static LifeCyclePeriod period(String region, Period period, Periods.Rule rule) {
        return LifeCyclePeriod.newBuilder()
                .setPeriod(period.name())
                .setState(TABLE.period(period).state().name())
                .setEndsIn(rule.endsIn().name())
                .setSeconds(rule.length().toSeconds())
                .setRegion(region)
                .build();
    }

    static LifeCycleAction action(ActionRule rule) {
        LifeCycleAction.Builder action = LifeCycleAction.newBuilder()
                .setAction(text(rule.action(), new Named(rule.zh(), rule.en())))
                .setToState(rule.to().name());
        rule.from().stream().sorted().forEach(state -> action.addFromStates(state.name()));
        rule.channels().forEach((channel, allowance) -> {
            ChannelRule.Builder by = ChannelRule.newBuilder().setChannel(channel.name());
            allowance.proofs().stream().sorted().forEach(proof -> by.addProofs(proof.name()));
            allowance.from().stream().sorted().forEach(state -> by.addFromStates(state.name()));
            action.addChannels(by);
        });
        rule.reasons().forEach((reason, from) -> {
            ReasonRule.Builder because =
                    ReasonRule.newBuilder().setReason(reason.name()).setMachine(TABLE.machine(reason));
            from.stream().sorted().forEach(state -> because.addFromStates(state.name()));
            action.addReasons(because);
        });
        return action.build();
    }

    static Holding holding(List<HolderCard> cards, Channel channel, Optional<Proof> proof) {
        CardRecord newest = cards.get(0).card();
        Holding.Builder holding = Holding.newBuilder()
                .setHolderNameMasked(Display.maskedName(newest.holder().name()))
                .setSocialSecurityNumberMasked(
                        Display.maskedIdNumber(newest.holder().idNumber()));
        cards.forEach(card -> holding.addCards(held(card, channel, proof)));
        return holding.build();
    }

    static HeldCard held(HolderCard held, Channel channel, Optional<Proof> proof) {
        CardRecord card = held.card();
        HeldCard.Builder message = HeldCard.newBuilder()
                .setCard(Messages.card(card))
                .setState(text(card.state(), TABLE.name(card.state())))
                .setBlacklisted(card.blacklisted())
                .setPeriodEndsAtMillis(
                        held.periodEnds().map(Instant::toEpochMilli).orElse(0L))
                .setBankState(text(held.bankState(), TABLE.name(held.bankState())))
                .setReplacedBy(held.replacedBy());
        TABLE.offered(card.state(), channel, proof).forEach(rule -> message.addOffered(action(rule)));
        for (HistoryEntry entry : held.history()) {
            message.addProgress(ProgressStep.newBuilder()
                    .setState(text(entry.to(), TABLE.name(entry.to())))
                    .setAtMillis(entry.at().toEpochMilli()));
        }
        return message.build();
    }

    static Timeline timeline(List<HistoryEntry> history) {
        Timeline.Builder timeline = Timeline.newBuilder();
        for (HistoryEntry entry : history) {
            timeline.addEvents(TimelineEvent.newBuilder()
                    .setAtMillis(entry.at().toEpochMilli())
                    .setFromState(entry.from().map(CardState::name).orElse(""))
                    .setToState(entry.to().name())
                    .setWho(entry.who())
                    .setWhy(entry.why())
                    .setChannel(entry.channel())
                    .setAction(entry.action())
                    .setReason(entry.reason()));
        }
        return timeline.build();
    }

    private static CodeText text(Enum<?> code, Named name) {
        return CodeText.newBuilder()
                .setCode(code.name())
                .setZh(name.zh())
                .setEn(name.en())
                .build();
    }
}
