package org.sscard.issuer.lifecycle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.lifecycle.ActionRule.Allowance;
import org.sscard.issuer.lifecycle.LifeCycle.BankRow;
import org.sscard.issuer.lifecycle.LifeCycle.ChannelRow;
import org.sscard.issuer.lifecycle.LifeCycle.Named;
import org.sscard.issuer.lifecycle.LifeCycle.PeriodRow;
import org.sscard.issuer.lifecycle.LifeCycle.ReasonRow;
import org.sscard.issuer.lifecycle.LifeCycle.StateRow;

/** {@code lifecycle.json}: what stands in it, and that every code of the enums stands in it once. */
final class LifeCycleFile {

    private LifeCycleFile() {}

    private record State(CardState code, String zh, String en, boolean live, boolean blacklists, Set<CardState> next) {}

    private record ChannelLine(Channel code, String zh, String en, Set<String> roles, boolean holder, int perDay) {}

    private record ProofLine(Proof code, String zh, String en) {}

    private record ReasonLine(
            Reason code, String zh, String en, @Nullable Boolean machine) {}

    private record By(
            Channel channel, Set<Proof> proofs, @Nullable Set<CardState> from) {}

    private record Action(
            CardAction code,
            String zh,
            String en,
            Set<CardState> from,
            CardState to,
            List<By> channels,
            List<Reason> reasons,
            @Nullable Map<Reason, Set<CardState>> reasonsFrom) {}

    private record PeriodLine(Period code, String zh, String en, CardState state, Set<CardState> mayEndIn) {}

    private record Bank(BankState code, String zh, String en, Set<BankState> next) {}

    private record Table(
            @JsonProperty(required = true) String source,
            @JsonProperty(required = true) List<State> states,
            @JsonProperty(required = true) List<ChannelLine> channels,
            @JsonProperty(required = true) List<ProofLine> proofs,
            @JsonProperty(required = true) List<ReasonLine> reasons,
            @JsonProperty(required = true) List<Action> actions,
            @JsonProperty(required = true) List<PeriodLine> periods,
            @JsonProperty(required = true) List<Bank> bankStates) {}

    static LifeCycle read() {
        try (InputStream in = LifeCycle.class.getResourceAsStream("lifecycle.json")) {
            Table table = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(in, Table.class);
            return new LifeCycle(
                    each(
                            CardState.class,
                            table.states(),
                            State::code,
                            row -> new StateRow(named(row.zh(), row.en()), row.live(), row.blacklists(), row.next())),
                    each(CardAction.class, table.actions(), Action::code, LifeCycleFile::rule),
                    each(
                            Channel.class,
                            table.channels(),
                            ChannelLine::code,
                            row -> new ChannelRow(named(row.zh(), row.en()), row.roles(), row.holder(), row.perDay())),
                    each(
                            Period.class,
                            table.periods(),
                            PeriodLine::code,
                            row -> new PeriodRow(named(row.zh(), row.en()), row.state(), row.mayEndIn())),
                    each(
                            BankState.class,
                            table.bankStates(),
                            Bank::code,
                            row -> new BankRow(named(row.zh(), row.en()), row.next())),
                    each(Proof.class, table.proofs(), ProofLine::code, row -> named(row.zh(), row.en())),
                    each(
                            Reason.class,
                            table.reasons(),
                            ReasonLine::code,
                            row -> new ReasonRow(named(row.zh(), row.en()), Boolean.TRUE.equals(row.machine()))));
        } catch (IOException e) {
            throw new UncheckedIOException("lifecycle.json is not readable", e);
        }
    }

    private static ActionRule rule(Action action) {
        Map<Channel, Allowance> channels = new EnumMap<>(Channel.class);
        for (By by : action.channels()) {
            Set<CardState> from = by.from() == null ? action.from() : by.from();
            if (!action.from().containsAll(from)
                    || channels.put(by.channel(), new Allowance(by.proofs(), from)) != null) {
                throw new IllegalStateException(action.code() + ": channel " + by.channel());
            }
        }
        Map<Reason, Set<CardState>> reasons = new LinkedHashMap<>();
        Map<Reason, Set<CardState>> from = action.reasonsFrom() == null ? Map.of() : action.reasonsFrom();
        action.reasons().forEach(reason -> reasons.put(reason, from.getOrDefault(reason, action.from())));
        return new ActionRule(action.code(), action.zh(), action.en(), action.from(), action.to(), channels, reasons);
    }

    private static Named named(String zh, String en) {
        return new Named(zh, en);
    }

    /** Every constant of the enum once, in the order of the file. */
    private static <E extends Enum<E>, L, R> Map<E, R> each(
            Class<E> codes, List<L> lines, Function<L, E> code, Function<L, R> row) {
        Map<E, R> rows = new LinkedHashMap<>();
        for (L line : lines) {
            if (rows.put(code.apply(line), row.apply(line)) != null) {
                throw new IllegalStateException("lifecycle.json names " + code.apply(line) + " twice");
            }
        }
        if (rows.size() != codes.getEnumConstants().length) {
            throw new IllegalStateException("lifecycle.json has " + rows.size() + " of " + codes.getSimpleName());
        }
        return rows;
    }
}
