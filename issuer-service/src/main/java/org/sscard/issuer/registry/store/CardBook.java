package org.sscard.issuer.registry.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.feed.CardStatus;
import org.sscard.issuer.feed.store.FeedStore;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.registry.CardMoves;
import org.sscard.issuer.registry.CardMoves.Move;
import org.sscard.issuer.registry.CardMoves.Standing;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.stock.BlankState;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Every change of a card: rule, history, period, row MAC and feed, within the caller's transaction. A row that somebody
 * changed by hand is not built upon.
 */
public final class CardBook {

    private static final LifeCycle TABLE = LifeCycle.table();

    private final Clock clock;
    private final Periods periods;
    private final CardRows rows;
    private final CardHistory history;
    private final FeedStore feed;
    private final NumberSource numbers;
    private final BlankBook blanks;
    private final boolean claimed;

    /** @param claimed a tier above decides whose a person is: no card becomes ACTIVE without its grant (F8) */
    public CardBook(
            Clock clock,
            Periods periods,
            RegistrySeal seal,
            FeedStore feed,
            NumberSource numbers,
            BlankBook blanks,
            boolean claimed) {
        this.clock = clock;
        this.periods = periods;
        this.rows = new CardRows(seal);
        this.history = new CardHistory(seal);
        this.feed = feed;
        this.numbers = numbers;
        this.blanks = blanks;
        this.claimed = claimed;
    }

    CardRows rows() {
        return rows;
    }

    CardHistory history() {
        return history;
    }

    NumberSource numbers() {
        return numbers;
    }

    /**
     * Moves a card from the state that the caller saw, and with it what the rules move along; to be called last in the
     * transaction.
     *
     * @throws CodedException CARD_MOVE_ILLEGAL, PERSON_HAS_LIVE_CARD, REGISTRY_ROW_TAMPERED
     */
    public void move(Handle handle, long cardId, CardState from, CardState to, Cause cause) {
        if (claimed && to == CardState.ACTIVE) {
            ClaimStore.requireGranted(handle, cardId);
        }
        BatchRules.require(handle, cardId, from, to);
        List<CardStatus> changes = new ArrayList<>();
        for (Move move : CardMoves.plan(standing(handle, cardId), cardId, from, to)) {
            apply(handle, move, cause);
            status(handle, move.cardId()).ifPresent(changes::add);
        }
        feed.append(handle, changes);
    }

    /** All cards of the person, locked in one order, so that two moves of one person wait for each other. */
    List<Standing> standing(Handle handle, long cardId) {
        return handle.createQuery(CardRows.SELECT + """
                where (c.person_id, c.kind) = (select person_id, kind from card where card_id = :id)
                order by c.card_id for update of c""")
                .bind("id", cardId)
                .map((row, context) -> {
                    requireIntact(rows.intact(row));
                    return new Standing(row.getLong("card_id"), CardState.valueOf(row.getString("state")));
                })
                .list();
    }

    /**
     * Gathers reviewed cards of a region into a batch, oldest first, and answers how many.
     *
     * @throws CodedException REGISTRY_ROW_TAMPERED
     */
    public int gather(Handle handle, String region, UUID batchId, int limit, Cause cause) {
        List<Long> cards = handle.createQuery(CardRows.SELECT + """
                where c.region = :region and c.state = 'REVIEWED' order by c.card_id limit :limit
                for update of c skip locked""")
                .bind("region", region)
                .bind("limit", limit)
                .map((row, context) -> {
                    requireIntact(rows.intact(row));
                    return row.getLong("card_id");
                })
                .list();
        // REVIEWED to IN_BATCH touches one card a person and no chip: no rule beyond the table, nothing for the feed.
        handle.createUpdate("update card set state = 'IN_BATCH', batch_id = :batch where card_id = any(:cards)")
                .bind("batch", batchId)
                .bindArray("cards", Long.class, cards)
                .execute();
        history.add(handle, cards, CardState.REVIEWED, CardState.IN_BATCH, cause, clock.instant());
        rows.reseal(handle, cards);
        return cards.size();
    }

    /** Binds a chip to a record; the constraint of one chip, one record decides (F5). */
    public void bind(Handle handle, long cardId, Chip chip) {
        standing(handle, cardId);
        blanks.bind(handle, chip.blankSerial().bytes(), cardId);
        handle.execute(
                """
                update card set blank_serial = ?, historical_bytes = ?, identification_code = ?, issue_date = ?,
                  expiry_date = ? where card_id = ?""",
                chip.blankSerial().bytes(),
                chip.historicalBytes().bytes(),
                chip.identificationCode().bytes(),
                chip.issueDate(),
                chip.expiryDate(),
                cardId);
        rows.reseal(handle, List.of(cardId));
    }

    /**
     * A new card record, reviewed, in the same person's name.
     *
     * @param replaces the card that it stands in for, or null
     */
    long add(Handle handle, long applicationId, String region, @Nullable Long replaces, Cause cause) {
        String number = numbers.draw(handle, region, 1).get(0);
        long cardId = handle.createQuery("""
                insert into card (card_number, application_id, person_id, kind, region, state, replaces_card_id, created_at)
                select :number, application_id, person_id, kind, :region, 'REVIEWED', :replaces, :now
                from application where application_id = :application
                returning card_id""")
                .bind("number", number)
                .bind("region", region)
                .bind("replaces", replaces)
                .bind("now", clock.instant())
                .bind("application", applicationId)
                .mapTo(Long.class)
                .one();
        note(handle, cardId, null, CardState.APPLIED, cause);
        note(handle, cardId, CardState.APPLIED, CardState.REVIEWED, cause);
        rows.reseal(handle, List.of(cardId));
        return cardId;
    }

    /** The bank's word; in the history too, between the same two states. */
    void setBankState(Handle handle, CardRecord card, BankState to, Cause cause) {
        handle.execute("update card set bank_state = ? where card_id = ?", to.name(), card.cardId());
        note(handle, card.cardId(), card.state(), card.state(), cause);
        rows.reseal(handle, List.of(card.cardId()));
    }

    /** To be called last in the transaction. */
    void liftBlacklist(Handle handle, CardRecord card, Cause cause) {
        handle.execute("update card set blacklisted = false where card_id = ?", card.cardId());
        note(handle, card.cardId(), card.state(), card.state(), cause);
        rows.reseal(handle, List.of(card.cardId()));
        feed.append(handle, status(handle, card.cardId()).stream().toList());
    }

    /** Tells the feed again how a person's cards stand, after their id number was corrected; to be called last. */
    void tellAgain(Handle handle, long personId) {
        List<CardStatus> statuses = new ArrayList<>();
        for (long cardId : handle.createQuery("select card_id from card where person_id = :person order by card_id")
                .bind("person", personId)
                .mapTo(Long.class)
                .list()) {
            status(handle, cardId).ifPresent(statuses::add);
        }
        feed.append(handle, statuses);
    }

    private void apply(Handle handle, Move move, Cause cause) {
        handle.createUpdate("update card set state = :to, blacklisted = case when :active then false"
                        + " else blacklisted or :listed end, due_millis = :due where card_id = :id")
                .bind("to", move.to().name())
                .bind("active", move.to() == CardState.ACTIVE)
                .bind("listed", TABLE.blacklists(move.to()))
                .bind("due", due(handle, move.cardId(), move.to()).orElse(null))
                .bind("id", move.cardId())
                .execute();
        note(handle, move.cardId(), move.from(), move.to(), cause);
        rows.reseal(handle, List.of(move.cardId()));
        blankOf(move.to()).ifPresent(became -> blanks.finish(handle, move.cardId(), became, cause.who(), cause.why()));
    }

    /** What becomes of a blank when its card enters the state. */
    private static Optional<BlankState> blankOf(CardState to) {
        return switch (to) {
            case QC_PASSED -> Optional.of(BlankState.GOOD);
            case SPOILED -> Optional.of(BlankState.SPOILED);
            default -> Optional.empty();
        };
    }

    /** When the period of the state ends, in the house's time; never earlier than the region's rule. */
    private Optional<Long> due(Handle handle, long cardId, CardState to) {
        return TABLE.periodOf(to).map(period -> {
            String region = handle.createQuery("select region from card where card_id = :id")
                    .bind("id", cardId)
                    .mapTo(String.class)
                    .one();
            return HouseTimeStore.soonest(handle, periods.of(region, period).length());
        });
    }

    private void note(Handle handle, long cardId, @Nullable CardState from, CardState to, Cause cause) {
        history.add(handle, List.of(cardId), from, to, cause, clock.instant());
    }

    /** For the feed. A card without a chip has no identification code yet, so nobody outside can ask about it. */
    private Optional<CardStatus> status(Handle handle, long cardId) {
        CardRecord card = card(handle, cardId);
        Instant now = clock.instant();
        return card.chip()
                .map(chip -> new CardStatus(
                        0,
                        chip.identificationCode(),
                        card.cardNumber(),
                        card.holder().idNumber(),
                        card.region(),
                        card.state().name(),
                        card.blacklisted(),
                        now));
    }

    /** @throws CodedException CARD_NOT_FOUND, REGISTRY_ROW_TAMPERED */
    CardRecord card(Handle handle, long cardId) {
        return handle.createQuery(CardRows.SELECT + "where c.card_id = :id")
                .bind("id", cardId)
                .map(rows::card)
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
    }

    private static void requireIntact(boolean intact) throws SQLException {
        if (!intact) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "card");
        }
    }
}
