package org.sscard.issuer.lifecycle;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The life-cycle table (Issuing §3). Every transition that is not in it is refused. */
public final class LifeCycle {

    private static final LifeCycle TABLE = read();

    private final Map<CardState, Row> rows;

    private LifeCycle(Map<CardState, Row> rows) {
        this.rows = rows;
    }

    /**
     * @param live the card counts as the person's one card of its kind; at most one such card may exist
     * @param blacklists entering the state puts the card on the blacklist; only ACTIVE takes it off again
     */
    private record Row(CardState code, String zh, String en, boolean live, boolean blacklists, Set<CardState> next) {}

    private record Table(String source, List<Row> states) {}

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

    /** Whether a card is blacklisted after entering {@code to}: the entry stays until the card becomes ACTIVE. */
    public boolean blacklistedAfter(boolean blacklistedBefore, CardState to) {
        return to != CardState.ACTIVE && (blacklistedBefore || row(to).blacklists());
    }

    public String nameZh(CardState state) {
        return row(state).zh();
    }

    public String nameEn(CardState state) {
        return row(state).en();
    }

    private Row row(CardState state) {
        return Objects.requireNonNull(rows.get(state), "state without a row in lifecycle.json");
    }

    private static LifeCycle read() {
        try (InputStream in = LifeCycle.class.getResourceAsStream("lifecycle.json")) {
            Table table = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build()
                    .readValue(in, Table.class);
            Map<CardState, Row> rows = new EnumMap<>(CardState.class);
            for (Row row : table.states()) {
                if (rows.put(row.code(), row) != null) {
                    throw new IllegalStateException("lifecycle.json names " + row.code() + " twice");
                }
            }
            if (rows.size() != CardState.values().length) {
                throw new IllegalStateException("lifecycle.json has " + rows.size() + " states");
            }
            return new LifeCycle(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("lifecycle.json is not readable", e);
        }
    }
}
