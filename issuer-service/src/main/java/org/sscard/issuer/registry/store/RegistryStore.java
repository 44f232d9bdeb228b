package org.sscard.issuer.registry.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.feed.CardStatus;
import org.sscard.issuer.feed.store.FeedStore;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.registry.CardMoves;
import org.sscard.issuer.registry.CardMoves.Move;
import org.sscard.issuer.registry.CardMoves.Standing;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.NumberRange;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Persons and cards. Every change of a card's state goes through {@link #move}: rule, history and feed in one transaction. */
public final class RegistryStore {

    private static final long IMPORT_LOCK = 0x726F73746572L;

    private final Jdbi jdbi;
    private final Clock clock;

    public RegistryStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /** Opens the regions and card number ranges of the configuration; ranges that stand already keep their counter. */
    public void open(List<NumberRange> ranges) {
        jdbi.useTransaction(handle -> {
            for (NumberRange range : ranges) {
                handle.execute("insert into region (code) values (?) on conflict do nothing", range.region());
                handle.execute("""
                        insert into card_number_range (region, district, next_number, last_number) values (?, ?, ?, ?)
                        on conflict (region) do nothing""", range.region(), String.valueOf(range.district()), range.first(), range.last());
            }
        });
    }

    /**
     * Runs one roster import as one transaction: all of it or nothing. Imports run one after the other, so that two copies
     * of a roster cannot meet half-way.
     */
    public <T> T importing(UUID importId, String sha256, String who, Function<RosterTransaction, T> work) {
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", IMPORT_LOCK);
            return work.apply(new RosterTransaction(handle, clock, importId, sha256, who));
        });
    }

    public Optional<CardRecord> find(String cardNumber) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + "where c.card_number = :number")
                .bind("number", cardNumber)
                .map(CardRows::card)
                .findOne());
    }

    public Optional<CardRecord> find(long cardId) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + "where c.card_id = :id")
                .bind("id", cardId)
                .map(CardRows::card)
                .findOne());
    }

    /** The card that a chip was bound to, by the historical bytes that it shows: those of the blank or the chosen ones. */
    public Optional<CardRecord> findByHistoricalBytes(HistoricalBytes historicalBytes) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        CardRows.SELECT + "where c.historical_bytes = :bytes or c.blank_serial = :bytes")
                .bind("bytes", historicalBytes.bytes())
                .map(CardRows::card)
                .findOne());
    }

    public List<CardRecord> list(@Nullable UUID batchId, @Nullable CardState state, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + """
                          where (cast(:batch as uuid) is null or c.batch_id = cast(:batch as uuid))
                            and (cast(:state as text) is null or c.state = :state)
                          order by c.card_id limit :limit""")
                .bind("batch", batchId)
                .bind("state", state == null ? null : state.name())
                .bind("limit", limit)
                .map(CardRows::card)
                .list());
    }

    public Map<CardState, Integer> countByState(@Nullable UUID batchId) {
        Map<CardState, Integer> counts = new EnumMap<>(CardState.class);
        jdbi.useHandle(handle -> handle.createQuery("""
                        select state, count(*) from card
                        where cast(:batch as uuid) is null or batch_id = cast(:batch as uuid) group by state""")
                .bind("batch", batchId)
                .map((row, context) -> counts.put(CardState.valueOf(row.getString(1)), row.getInt(2)))
                .list());
        return counts;
    }

    /**
     * Moves a card from the state that the caller saw; of two callers who saw the same, one succeeds.
     *
     * @throws CodedException CARD_NOT_FOUND, CARD_MOVE_ILLEGAL, PERSON_HAS_LIVE_CARD
     */
    public CardRecord move(String cardNumber, CardState from, CardState to, String who, String why) {
        long cardId = find(cardNumber)
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND))
                .cardId();
        jdbi.useTransaction(handle -> move(handle, clock.instant(), cardId, from, to, who, why));
        return find(cardId).orElseThrow();
    }

    /** The same within the caller's transaction; to be called last in it. */
    public static void move(
            Handle handle, Instant now, long cardId, CardState from, CardState to, String who, String why) {
        // All cards of the person are locked in one order, so that two moves of one person wait for each other.
        List<Standing> cards = handle.createQuery("""
                select c.card_id, c.state from card c join card this using (person_id, kind)
                where this.card_id = :id order by c.card_id for update of c""")
                .bind("id", cardId)
                .map((row, context) -> new Standing(row.getLong(1), CardState.valueOf(row.getString(2))))
                .list();
        List<CardStatus> feed = new ArrayList<>();
        for (Move move : CardMoves.plan(cards, cardId, from, to)) {
            apply(handle, now, move, who, why);
            if (inFeed(handle, move.cardId())) {
                feed.add(status(handle, move.cardId(), now));
            }
        }
        FeedStore.append(handle, feed);
    }

    private static void apply(Handle handle, Instant now, Move move, String who, String why) {
        handle.createUpdate("update card set state = :to, blacklisted = case when :active then false"
                        + " else blacklisted or :listed end where card_id = :id")
                .bind("to", move.to().name())
                .bind("active", move.to() == CardState.ACTIVE)
                .bind("listed", LifeCycle.table().blacklistedAfter(false, move.to()))
                .bind("id", move.cardId())
                .execute();
        handle.execute(
                "insert into card_history (card_id, from_state, to_state, who, why, at) values (?, ?, ?, ?, ?, ?)",
                move.cardId(),
                move.from().name(),
                move.to().name(),
                who,
                why,
                now);
    }

    /** A card without a chip has no identification code yet, so nobody outside can ask about it. */
    private static boolean inFeed(Handle handle, long cardId) {
        return handle.createQuery("select identification_code is not null from card where card_id = :id")
                .bind("id", cardId)
                .mapTo(Boolean.class)
                .one();
    }

    private static CardStatus status(Handle handle, long cardId, Instant now) {
        CardRecord card = handle.createQuery(CardRows.SELECT + "where c.card_id = :id")
                .bind("id", cardId)
                .map(CardRows::card)
                .one();
        return new CardStatus(
                0,
                card.chip().orElseThrow().identificationCode(),
                card.cardNumber(),
                card.holder().idNumber(),
                card.region(),
                card.state().name(),
                card.blacklisted(),
                now);
    }
}
