package org.sscard.issuer.registry.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.seal.RegistrySeal;

/** What is noted in persons' histories. */
final class PersonHistory {

    private final HistoryChain chain;

    PersonHistory(RegistrySeal seal) {
        this.chain = new HistoryChain(seal);
    }

    /** A stored entry. */
    record Stored(
            long id,
            HistoryChain.PersonEntry entry,
            @Nullable String mac) {}

    /** Oldest first, by person. */
    static Map<Long, List<Stored>> stored(Handle handle, List<Long> persons) {
        Map<Long, List<Stored>> histories = new HashMap<>();
        handle.createQuery(
                        "select * from person_history where person_id = any(:ids) order by person_id, person_history_id")
                .bindArray("ids", Long.class, persons)
                .map((row, context) -> histories
                        .computeIfAbsent(row.getLong("person_id"), person -> new ArrayList<>())
                        .add(new Stored(
                                row.getLong("person_history_id"),
                                HistoryChain.PersonEntry.of(row),
                                HistoryChain.hex(row.getBytes("mac")))))
                .list();
        return histories;
    }

    /** MAC of the first entry. */
    String first(HistoryChain.PersonEntry entry) {
        return chain.person(null, entry);
    }

    /** Adds an entry after the one with MAC {@code before} and answers its MAC; the person's row is the caller's. */
    String add(Handle handle, long personId, @Nullable String before, HistoryChain.PersonEntry entry) {
        String mac = chain.person(before, entry);
        handle.execute(
                "insert into person_history (person_id, what, who, why, sealed, at, mac) values (?, ?, ?, ?, ?, ?, ?)",
                personId,
                entry.what(),
                entry.who(),
                entry.why(),
                HistoryChain.bytes(entry.sealed()),
                entry.at(),
                HistoryChain.bytes(mac));
        return mac;
    }

    /** Gives entries of before their MACs, and the person the last one; the row's own MAC is the caller's. */
    void chainUp(Handle handle, long personId) {
        @Nullable String last = null;
        List<Long> ids = new ArrayList<>();
        List<String> macs = new ArrayList<>();
        for (Stored stored : stored(handle, List.of(personId)).getOrDefault(personId, List.of())) {
            last = chain.person(last, stored.entry());
            ids.add(stored.id());
            macs.add(last);
        }
        handle.createUpdate("""
                update person_history h set mac = decode(u.mac, 'hex') from unnest(:ids, :macs) as u (id, mac)
                where h.person_history_id = u.id and h.mac is null""")
                .bindArray("ids", Long.class, ids)
                .bindArray("macs", String.class, macs)
                .execute();
        handle.createUpdate(
                        "update person set history_mac = decode(:mac, 'hex'), version = :entries where person_id = :person")
                .bind("mac", last)
                .bind("entries", ids.size())
                .bind("person", personId)
                .execute();
    }

    /** Whether every entry is as it was written, and the last one is the person's. */
    boolean intact(@Nullable String head, List<Stored> history) {
        @Nullable String last = null;
        for (Stored stored : history) {
            String mac = chain.person(last, stored.entry());
            if (!mac.equals(stored.mac())) {
                return false;
            }
            last = mac;
        }
        return Objects.equals(last, head);
    }
}
