package org.sscard.issuer.registry.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.seal.RegistrySeal;

/** What is noted in cards' histories. The cards are locked by the caller and resealed by him afterwards. */
final class CardHistory {

    private final HistoryChain chain;

    CardHistory(RegistrySeal seal) {
        this.chain = new HistoryChain(seal);
    }

    private record Head(
            long cardId, String cardNumber, @Nullable String mac) {}

    /** One entry for each card. */
    void add(Handle handle, List<Long> cards, @Nullable CardState from, CardState to, Cause cause, Instant at) {
        HistoryChain.CardEntry entry =
                new HistoryChain.CardEntry(from == null ? null : from.name(), to.name(), cause, HistoryChain.kept(at));
        List<Head> heads = handle.createQuery(
                        "select card_id, card_number, history_mac from card where card_id = any(:ids)")
                .bindArray("ids", Long.class, cards)
                .map((row, context) -> new Head(
                        row.getLong("card_id"),
                        row.getString("card_number"),
                        HistoryChain.hex(row.getBytes("history_mac"))))
                .list();
        handle.createUpdate("""
                with added as (
                  insert into card_history (card_id, from_state, to_state, who, why, channel, action, reason, at, mac)
                  select u.card_id, :from, :to, :who, :why, :channel, :action, :reason, cast(:at as timestamptz),
                    decode(u.mac, 'hex')
                  from unnest(:ids, :macs) as u (card_id, mac)
                  returning card_id, mac)
                update card c set entries = entries + 1, history_mac = added.mac from added
                where c.card_id = added.card_id""")
                .bind("from", entry.from())
                .bind("to", entry.to())
                .bind("who", cause.who())
                .bind("why", cause.why())
                .bind("channel", cause.channel())
                .bind("action", cause.action())
                .bind("reason", cause.reason())
                .bind("at", entry.at())
                .bindArray("ids", Long.class, heads.stream().map(Head::cardId).toArray())
                .bindArray(
                        "macs",
                        String.class,
                        heads.stream()
                                .map(head -> chain.card(head.cardNumber(), head.mac(), entry))
                                .toArray())
                .execute();
    }

    /** The first two entries of a card that is just being made, hex. */
    List<String> first(String cardNumber, HistoryChain.CardEntry applied, HistoryChain.CardEntry reviewed) {
        String first = chain.card(cardNumber, null, applied);
        return List.of(first, chain.card(cardNumber, first, reviewed));
    }

    /** A stored entry. */
    record Stored(
            long id, HistoryChain.CardEntry entry, @Nullable String mac) {}

    /** Oldest first, by card. */
    static Map<Long, List<Stored>> stored(Handle handle, List<Long> cards) {
        Map<Long, List<Stored>> histories = new HashMap<>();
        handle.createQuery("select * from card_history where card_id = any(:ids) order by card_id, card_history_id")
                .bindArray("ids", Long.class, cards)
                .map((row, context) -> histories
                        .computeIfAbsent(row.getLong("card_id"), card -> new ArrayList<>())
                        .add(new Stored(
                                row.getLong("card_history_id"),
                                HistoryChain.CardEntry.of(row),
                                HistoryChain.hex(row.getBytes("mac")))))
                .list();
        return histories;
    }

    /** Gives entries of before their MACs, and the card the last one. */
    void chainUp(Handle handle, long cardId, String cardNumber) {
        List<Long> ids = new ArrayList<>();
        List<String> macs = new ArrayList<>();
        @Nullable String last = null;
        for (Stored stored : stored(handle, List.of(cardId)).getOrDefault(cardId, List.of())) {
            last = chain.card(cardNumber, last, stored.entry());
            ids.add(stored.id());
            macs.add(last);
        }
        handle.createUpdate("""
                update card_history h set mac = decode(u.mac, 'hex') from unnest(:ids, :macs) as u (id, mac)
                where h.card_history_id = u.id and h.mac is null""")
                .bindArray("ids", Long.class, ids)
                .bindArray("macs", String.class, macs)
                .execute();
        handle.createUpdate(
                        "update card set history_mac = decode(:mac, 'hex'), entries = :entries where card_id = :card")
                .bind("mac", last)
                .bind("entries", ids.size())
                .bind("card", cardId)
                .execute();
    }

    /** Whether every entry is as it was written, and the last one is the card's. */
    boolean intact(String cardNumber, @Nullable String head, List<Stored> history) {
        @Nullable String last = null;
        for (Stored stored : history) {
            String mac = chain.card(cardNumber, last, stored.entry());
            if (!mac.equals(stored.mac())) {
                return false;
            }
            last = mac;
        }
        return last != null && last.equals(head);
    }
}
