package org.sscard.issuer.lifecycle;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The life-cycle table (Issuing §3). Every transition that is not in it is refused. */
public final class LifeCycle {

    private static final LifeCycle TABLE = LifeCycleFile.read();

    private final Map<CardState, StateRow> states;
    private final Map<CardAction, ActionRule> actions;
    private final Map<Channel, ChannelRow> channels;
    private final Map<Period, PeriodRow> periods;
    private final Map<BankState, BankRow> bankStates;
    private final Map<Proof, Named> proofs;
    private final Map<Reason, ReasonRow> reasons;

    LifeCycle(
            Map<CardState, StateRow> states,
            Map<CardAction, ActionRule> actions,
            Map<Channel, ChannelRow> channels,
            Map<Period, PeriodRow> periods,
            Map<BankState, BankRow> bankStates,
            Map<Proof, Named> proofs,
            Map<Reason, ReasonRow> reasons) {
        this.states = states;
        this.actions = actions;
        this.channels = channels;
        this.periods = periods;
        this.bankStates = bankStates;
        this.proofs = proofs;
        this.reasons = reasons;
    }

    /** A code of the table as people call it. */
    public record Named(String zh, String en) {}

    /**
     * @param live the card counts as the person's one card of its kind; at most one such card may exist
     * @param blacklists entering the state puts the card on the blacklist; only ACTIVE takes it off again
     */
    record StateRow(Named name, boolean live, boolean blacklists, Set<CardState> next) {}

    /**
     * @param roles whose certificate may speak for the channel, as OUs
     * @param holder whether a holder stands behind it, who has to prove who they are
     * @param perDay actions on one person's cards that the channel may do on one day; 0: as many as come
     */
    public record ChannelRow(Named name, Set<String> roles, boolean holder, int perDay) {}

    public record PeriodRow(Named name, CardState state, Set<CardState> mayEndIn) {}

    /** @param machine the clock gives it; no person may, and none is offered it */
    record ReasonRow(Named name, boolean machine) {}

    record BankRow(Named name, Set<BankState> next) {}

    public static LifeCycle table() {
        return TABLE;
    }

    /** The states that may follow, in the order of the table; empty for a final state. */
    public Set<CardState> next(CardState state) {
        Set<CardState> next = EnumSet.noneOf(CardState.class);
        next.addAll(row(state).next());
        return next;
    }

    public boolean allows(CardState from, CardState to) {
        return row(from).next().contains(to);
    }

    public boolean live(CardState state) {
        return row(state).live();
    }

    /** Entering the state puts a card on the blacklist. */
    public boolean blacklists(CardState state) {
        return row(state).blacklists();
    }

    /** Whether a card is blacklisted after entering {@code to}: the entry stays until the card becomes ACTIVE. */
    public boolean blacklistedAfter(boolean blacklistedBefore, CardState to) {
        return to != CardState.ACTIVE && (blacklistedBefore || row(to).blacklists());
    }

    public ActionRule action(CardAction action) {
        return Objects.requireNonNull(actions.get(action), "action without a row in lifecycle.json");
    }

    public List<ActionRule> actions() {
        return List.copyOf(actions.values());
    }

    /** What a channel may do with a card in this state, with the proof that it brings; in the order of the table. */
    public List<ActionRule> offered(CardState state, Channel channel, Optional<Proof> proof) {
        return actions.values().stream()
                .filter(rule -> rule.allowed(state, channel, proof))
                .toList();
    }

    /** The action by which a channel brings a card from one state to the other. */
    public Optional<ActionRule> action(CardState from, CardState to, Channel channel) {
        return actions.values().stream()
                .filter(rule -> rule.to() == to && rule.allowed(from, channel))
                .findFirst();
    }

    public ChannelRow channel(Channel channel) {
        return Objects.requireNonNull(channels.get(channel), "channel without a row in lifecycle.json");
    }

    public PeriodRow period(Period period) {
        return Objects.requireNonNull(periods.get(period), "period without a row in lifecycle.json");
    }

    /** The period that begins when a card enters the state. */
    public Optional<Period> periodOf(CardState state) {
        return periods.entrySet().stream()
                .filter(entry -> entry.getValue().state() == state)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public boolean allows(BankState from, BankState to) {
        return bankRow(from).next().contains(to);
    }

    public Named name(CardState state) {
        return row(state).name();
    }

    public Named name(BankState state) {
        return bankRow(state).name();
    }

    public Named name(Proof proof) {
        return Objects.requireNonNull(proofs.get(proof), "proof without a row in lifecycle.json");
    }

    public Named name(Reason reason) {
        return row(reason).name();
    }

    /** Whether the machine alone gives this reason. */
    public boolean machine(Reason reason) {
        return row(reason).machine();
    }

    public String nameZh(CardState state) {
        return name(state).zh();
    }

    public String nameEn(CardState state) {
        return name(state).en();
    }

    private StateRow row(CardState state) {
        return Objects.requireNonNull(states.get(state), "state without a row in lifecycle.json");
    }

    private ReasonRow row(Reason reason) {
        return Objects.requireNonNull(reasons.get(reason), "reason without a row in lifecycle.json");
    }

    private BankRow bankRow(BankState state) {
        return Objects.requireNonNull(bankStates.get(state), "bank state without a row in lifecycle.json");
    }
}
