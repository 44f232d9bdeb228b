package org.sscard.issuer.stock.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.stock.BlankRule;
import org.sscard.issuer.stock.BlankState;
import org.sscard.issuer.stock.StockDay;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Blanks and their books: a blank moves once from stock to what became of it, and every movement is in the day's equation. */
public final class BlankBook {

    /** The lot of blanks that nobody took in before a station made cards of them. */
    public static final String UNLISTED = "UNLISTED";

    private static final long DAY_LOCK = 0x73746F636BL;

    private final Jdbi jdbi;
    private final Clock clock;
    private final boolean listedOnly;
    private final BlankRule rule;

    /** @param listedOnly only blanks that were taken in are made into cards */
    public BlankBook(Database database, Clock clock, boolean listedOnly) {
        this(database, clock, listedOnly, BlankRule.ANY);
    }

    /** @param rule which blank may become which card */
    public BlankBook(Database database, Clock clock, boolean listedOnly, BlankRule rule) {
        this.rule = rule;
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.listedOnly = listedOnly;
    }

    /**
     * Takes a delivery in, all of it or nothing.
     *
     * @param chips historical bytes as delivered, 13 bytes each
     * @throws CodedException STOCK_BLANK_USED when one of them came in before
     */
    public void receive(String lot, String vendor, String cardOs, List<byte[]> chips, String who) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into stock_lot (lot, vendor, card_os, received_by, received_at) values (?, ?, ?, ?, ?)"
                            + " on conflict do nothing",
                    lot,
                    vendor,
                    cardOs,
                    who,
                    clock.instant());
            PreparedBatch batch = handle.prepareBatch(
                    "insert into blank (chip, lot, state, moved_at) values (:chip, :lot, 'IN_STOCK', :at)"
                            + " on conflict do nothing");
            chips.forEach(chip -> batch.bind("chip", chip)
                    .bind("lot", lot)
                    .bind("at", clock.instant())
                    .add());
            for (int added : batch.execute()) {
                if (added != 1) {
                    throw new CodedException(ErrorCode.STOCK_BLANK_USED);
                }
            }
            book(handle, "RECEIVED", chips.size(), null, lot, who, "delivery");
        });
    }

    /**
     * A station begins to make a card of this chip.
     *
     * @throws CodedException STOCK_BLANK_MISSING, STOCK_BLANK_USED, and what the rule refuses
     */
    public void bind(Handle handle, byte[] chip, long cardId) {
        Optional<String> state = handle.createQuery("select state from blank where chip = :chip for update")
                .bind("chip", chip)
                .mapTo(String.class)
                .findOne();
        if (state.isEmpty()) {
            receiveUnlisted(handle, chip);
        } else if (!state.get().equals(BlankState.IN_STOCK.name())) {
            throw new CodedException(ErrorCode.STOCK_BLANK_USED);
        }
        requireRule(handle, chip, cardId);
        int bound = handle.execute(
                "update blank set card_id = ?, moved_at = ? where chip = ? and (card_id is null or card_id = ?)",
                cardId,
                clock.instant(),
                chip,
                cardId);
        if (bound != 1) {
            throw new CodedException(ErrorCode.STOCK_BLANK_USED);
        }
    }

    private void requireRule(Handle handle, byte[] chip, long cardId) {
        String[] lot = handle.createQuery(
                        "select vendor, card_os from stock_lot where lot = (select lot from blank where chip = :chip)")
                .bind("chip", chip)
                .map((row, context) -> new String[] {row.getString("vendor"), row.getString("card_os")})
                .one();
        rule.require(handle, chip, lot[0], lot[1], cardId);
    }

    private void receiveUnlisted(Handle handle, byte[] chip) {
        if (listedOnly) {
            throw new CodedException(ErrorCode.STOCK_BLANK_MISSING);
        }
        handle.execute(
                "insert into stock_lot (lot, vendor, card_os, received_by, received_at) values (?, '', '', 'station', ?)"
                        + " on conflict do nothing",
                UNLISTED,
                clock.instant());
        handle.execute(
                "insert into blank (chip, lot, state, moved_at) values (?, ?, 'IN_STOCK', ?)",
                chip,
                UNLISTED,
                clock.instant());
        book(handle, "RECEIVED", 1, chip, UNLISTED, "station", "seen first in a reader");
    }

    /** What became of the blank of a card; a good card that is spoiled afterwards is booked over. */
    public void finish(Handle handle, long cardId, BlankState to, String who, String why) {
        handle.createQuery("select chip, state, lot from blank where card_id = :card for update")
                .bind("card", cardId)
                .map((row, context) -> {
                    byte[] chip = row.getBytes("chip");
                    String from = row.getString("state");
                    String lot = row.getString("lot");
                    if (from.equals(BlankState.GOOD.name()) && to == BlankState.SPOILED) {
                        book(handle, "GOOD", -1, chip, lot, who, why);
                    }
                    if (!from.equals(to.name())) {
                        book(handle, to.name(), 1, chip, lot, who, why);
                        move(handle, chip, to, why);
                    }
                    return chip;
                })
                .findOne();
    }

    /**
     * A sample, or a blank that goes back to its vendor.
     *
     * @throws CodedException STOCK_MOVEMENT_ILLEGAL
     */
    public void take(byte[] chip, BlankState to, String who, String why) {
        jdbi.useTransaction(handle -> {
            String lot = handle.createQuery("""
                            select lot from blank where chip = :chip and state = 'IN_STOCK' and card_id is null for update""")
                    .bind("chip", chip)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> new CodedException(ErrorCode.STOCK_MOVEMENT_ILLEGAL, "–", to));
            book(handle, to.name(), 1, chip, lot, who, why);
            move(handle, chip, to, why);
        });
    }

    /** Spoiled blanks that still lie here. */
    public int waste() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from blank where state = 'SPOILED'")
                .mapTo(Integer.class)
                .one());
    }

    /**
     * The waste is destroyed, all that lies here; by two persons, whose approval the caller has seen.
     *
     * @throws CodedException STOCK_COUNT_DIFFERS
     */
    public void destroyWaste(int counted, String who, String why) {
        jdbi.useTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", DAY_LOCK);
            int destroyed = handle.execute(
                    "update blank set state = 'DESTROYED', reason = ?, moved_at = ? where state = 'SPOILED'",
                    why,
                    clock.instant());
            if (destroyed != counted) {
                throw new CodedException(ErrorCode.STOCK_COUNT_DIFFERS, "废卡", counted, destroyed);
            }
            book(handle, "DESTROYED", destroyed, null, null, who, why);
        });
    }

    /** The open day as the books say, up to now. */
    public StockDay openDay() {
        return jdbi.withHandle(this::openDay);
    }

    private StockDay openDay(Handle handle) {
        LocalDate day = day(handle);
        int opening = handle.createQuery("select closing from stock_day order by day desc limit 1")
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
        Map<String, Integer> sums = new TreeMap<>();
        handle.createQuery("""
                        select kind, sum(count) from stock_movement
                        where day > coalesce((select max(day) from stock_day), '-infinity') group by kind""")
                .map((row, context) -> sums.put(row.getString(1), row.getInt(2)))
                .list();
        StockDay books = new StockDay(
                day,
                opening,
                sums.getOrDefault("RECEIVED", 0),
                sums.getOrDefault("GOOD", 0),
                sums.getOrDefault("SPOILED", 0),
                sums.getOrDefault("SAMPLE", 0),
                sums.getOrDefault("RETURNED", 0),
                0,
                0);
        return books.counted(books.expected());
    }

    /**
     * Closes the open day with what was counted.
     *
     * @param varianceAllowed two persons recorded the difference
     * @throws CodedException STOCK_DAY_VARIANCE, STOCK_DAY_CLOSED when another day is open
     */
    public StockDay close(LocalDate day, int counted, boolean varianceAllowed, String who, String why) {
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", DAY_LOCK);
            StockDay closed = openDay(handle).counted(counted);
            if (!closed.day().equals(day)) {
                throw new CodedException(ErrorCode.STOCK_DAY_CLOSED, day);
            }
            if (closed.variance() != 0 && !varianceAllowed) {
                throw new CodedException(ErrorCode.STOCK_DAY_VARIANCE, day, closed.variance());
            }
            if (closed.variance() != 0) {
                book(handle, "VARIANCE", closed.variance(), null, null, who, why);
            }
            handle.execute(
                    "insert into stock_day values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    closed.day(),
                    closed.opening(),
                    closed.received(),
                    closed.good(),
                    closed.spoiled(),
                    closed.samples(),
                    closed.returned(),
                    closed.variance(),
                    closed.closing(),
                    why,
                    who,
                    clock.instant());
            return closed;
        });
    }

    /** Blanks by lot, vendor, card OS and state. */
    public List<Line> lines() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select lot, vendor, card_os, state, count(*) from blank join stock_lot using (lot)
                        group by lot, vendor, card_os, state order by lot, state""")
                .map((row, context) -> new Line(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        BlankState.valueOf(row.getString(4)),
                        row.getInt(5)))
                .list());
    }

    public record Line(String lot, String vendor, String cardOs, BlankState state, int count) {}

    private void move(Handle handle, byte[] chip, BlankState to, String why) {
        handle.execute(
                "update blank set state = ?, reason = ?, moved_at = ? where chip = ?",
                to.name(),
                why,
                clock.instant(),
                chip);
    }

    private void book(
            Handle handle,
            String kind,
            int count,
            byte @Nullable [] chip,
            @Nullable String lot,
            String who,
            String why) {
        // Closing a day waits for movements that are under way, and they for it.
        handle.execute("select pg_advisory_xact_lock_shared(?)", DAY_LOCK);
        Instant now = clock.instant();
        handle.execute(
                "insert into stock_movement (day, kind, count, chip, lot, who, why, at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                day(handle),
                kind,
                count,
                chip,
                lot,
                who,
                why,
                now);
    }

    /** Today; after today was closed, tomorrow. */
    private LocalDate day(Handle handle) {
        LocalDate today = LocalDate.now(clock);
        return handle.createQuery("select max(day) from stock_day where day >= :today having max(day) is not null")
                .bind("today", today)
                .mapTo(LocalDate.class)
                .findOne()
                .map(last -> last.plusDays(1))
                .orElse(today);
    }
}
