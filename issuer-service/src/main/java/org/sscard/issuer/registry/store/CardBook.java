package org.sscard.issuer.registry.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.sscard.issuer.registry.Cause;
import org.sscard.wire.error.CodedException;

/** Every change of a card: rule, history, period and feed, within the caller's transaction. */
public final class CardBook {

    private static final LifeCycle TABLE = LifeCycle.table();

    private final Clock clock;
    private final Periods periods;

    public CardBook(Clock clock, Periods periods) {
        this.clock = clock;
        this.periods = periods;
    }

    /**
     * Moves a card from the state that the caller saw, and with it what the rules move along; to be called last in the
     * transaction.
     *
     * @throws CodedException CARD_MOVE_ILLEGAL, PERSON_HAS_LIVE_CARD
     */
    public void move(Handle handle, long cardId, CardState from, CardState to, Cause cause) {
        List<CardStatus> feed = new ArrayList<>();
        for (Move move : CardMoves.plan(standing(handle, cardId), cardId, from, to)) {
            apply(handle, move, cause);
            status(handle, move.cardId()).ifPresent(feed::add);
        }
        FeedStore.append(handle, feed);
    }

    /** All cards of the person, locked in one order, so that two moves of one person wait for each other. */
    List<Standing> standing(Handle handle, long cardId) {
        return handle.createQuery("""
                select c.card_id, c.state from card c join card this using (person_id, kind)
                where this.card_id = :id order by c.card_id for update of c""")
                .bind("id", cardId)
                .map((row, context) -> new Standing(row.getLong(1), CardState.valueOf(row.getString(2))))
                .list();
    }

    /**
     * A new card record, reviewed, in the same person's name.
     *
     * @param replaces the card that it stands in for, or null
     * @param cause for the history: ordered by whom
     */
    long add(Handle handle, long applicationId, String region, @Nullable Long replaces, Cause cause) {
        String number = CardNumbers.draw(handle, region, 1).get(0);
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
        return cardId;
    }

    /** The bank's word; in the history too, between the same two states. */
    void setBankState(Handle handle, CardRecord card, BankState to, Cause cause) {
        handle.execute("update card set bank_state = ? where card_id = ?", to.name(), card.cardId());
        note(handle, card.cardId(), card.state(), card.state(), cause);
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
        handle.execute(
                "insert into card_history (card_id, from_state, to_state, who, why, channel, action, reason, at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                cardId,
                from == null ? null : from.name(),
                to.name(),
                cause.who(),
                cause.why(),
                cause.channel(),
                cause.action(),
                cause.reason(),
                clock.instant());
    }

    /** For the feed. A card without a chip has no identification code yet, so nobody outside can ask about it. */
    private Optional<CardStatus> status(Handle handle, long cardId) {
        CardRecord card = handle.createQuery(CardRows.SELECT + "where c.card_id = :id")
                .bind("id", cardId)
                .map(CardRows::card)
                .one();
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
}
