package org.sscard.insurance.enrolment.contribution.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.policy.AccumulationPeriod;
import org.sscard.insurance.store.DatabaseSession;

/** What fund and personal account have paid for a person. The accumulator row is the person's lock. */
public final class AccumulatorStore {

    /** Used by the fund in a period, fen; 0 before the first settlement. */
    public long used(DatabaseSession session, long personId, Scheme scheme, String period) {
        return session.handle()
                .createQuery("""
                        select used_fen from accumulator
                        where person_id = :person and scheme = :scheme and period = :period
                        """)
                .bind("person", personId)
                .bind("scheme", scheme.name())
                .bind("period", period)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Every period in which something was settled, newest first. */
    public List<Membership.Used> all(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("""
                        select period, used_fen, cap_fen from accumulator
                        where person_id = :person and cap_fen > 0 order by period desc
                        """)
                .bind("person", personId)
                .map((row, context) ->
                        new Membership.Used(row.getString("period"), row.getLong("used_fen"), row.getLong("cap_fen")))
                .list();
    }

    /** The cap of a period in which something was settled. */
    public long cap(DatabaseSession session, long personId, Scheme scheme, String period) {
        return session.handle()
                .createQuery("""
                        select cap_fen from accumulator
                        where person_id = :person and scheme = :scheme and period = :period
                        """)
                .bind("person", personId)
                .bind("scheme", scheme.name())
                .bind("period", period)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Balance of the personal account, fen; 0 without one. */
    public long balance(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("select balance_fen from personal_account where person_id = :person")
                .bind("person", personId)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Locks person and period until the transaction ends; answers what is used now. */
    public long lock(DatabaseSession session, long personId, Scheme scheme, AccumulationPeriod period) {
        return tryLock(session, personId, scheme, period.name()).orElseGet(() -> {
            session.handle()
                    .createUpdate("""
                            insert into accumulator (person_id, scheme, period, cap_fen)
                            values (:person, :scheme, :period, :cap) on conflict do nothing
                            """)
                    .bind("person", personId)
                    .bind("scheme", scheme.name())
                    .bind("period", period.name())
                    .bind("cap", period.capFen())
                    .execute();
            return tryLock(session, personId, scheme, period.name()).orElseThrow();
        });
    }

    /** A person's period, with the cap that a new row gets. */
    public record Key(long personId, Scheme scheme, String period, long capFen) {}

    /** Locks several persons and periods, in one order everywhere; answers what is used now. */
    public Map<Key, Long> lock(DatabaseSession session, Set<Key> keys) {
        List<Key> all = List.copyOf(keys);
        Map<Key, Long> used = tryLock(session, all);
        if (used.size() < all.size()) {
            session.handle()
                    .createUpdate("""
                            insert into accumulator (person_id, scheme, period, cap_fen)
                            select * from unnest(:persons, :schemes, :periods, :caps) order by 1, 2, 3
                            on conflict do nothing
                            """)
                    .bindArray(
                            "persons",
                            Long.class,
                            all.stream().map(Key::personId).toList())
                    .bindArray(
                            "schemes",
                            String.class,
                            all.stream().map(key -> key.scheme().name()).toList())
                    .bindArray(
                            "periods",
                            String.class,
                            all.stream().map(Key::period).toList())
                    .bindArray("caps", Long.class, all.stream().map(Key::capFen).toList())
                    .execute();
            used = tryLock(session, all);
        }
        return used;
    }

    private static Map<Key, Long> tryLock(DatabaseSession session, List<Key> keys) {
        Map<Key, Long> used = new HashMap<>();
        if (keys.isEmpty()) {
            return used;
        }
        session.handle()
                .createQuery("""
                        select r.n, a.used_fen
                        from unnest(:persons, :schemes, :periods) with ordinality as r (person, scheme, period, n)
                        join accumulator a on a.person_id = r.person and a.scheme = r.scheme and a.period = r.period
                        order by a.person_id, a.scheme, a.period for update of a
                        """)
                .bindArray(
                        "persons", Long.class, keys.stream().map(Key::personId).toList())
                .bindArray(
                        "schemes",
                        String.class,
                        keys.stream().map(key -> key.scheme().name()).toList())
                .bindArray(
                        "periods", String.class, keys.stream().map(Key::period).toList())
                .map((row, context) -> used.put(keys.get(row.getInt("n") - 1), row.getLong("used_fen")))
                .list();
        return used;
    }

    /** Locks several personal accounts; one that is not there is absent. */
    public Map<Long, Long> lockBalances(DatabaseSession session, Set<Long> persons) {
        Map<Long, Long> balances = new HashMap<>();
        if (!persons.isEmpty()) {
            session.handle()
                    .createQuery("""
                            select person_id, balance_fen from personal_account where person_id = any(:persons)
                            order by person_id for update
                            """)
                    .bindArray("persons", Long.class, persons)
                    .map((row, context) -> balances.put(row.getLong("person_id"), row.getLong("balance_fen")))
                    .list();
        }
        return balances;
    }

    private static Optional<Long> tryLock(DatabaseSession session, long personId, Scheme scheme, String period) {
        return session.handle()
                .createQuery("""
                        select used_fen from accumulator
                        where person_id = :person and scheme = :scheme and period = :period for update
                        """)
                .bind("person", personId)
                .bind("scheme", scheme.name())
                .bind("period", period)
                .mapTo(Long.class)
                .findOne();
    }

    /** Locks the personal account until the transaction ends; 0 without one. */
    public long lockBalance(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("select balance_fen from personal_account where person_id = :person for update")
                .bind("person", personId)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Whether the fund can pay {@code fundFen} more in this locked period. */
    public boolean fits(DatabaseSession session, long personId, Scheme scheme, String period, long fundFen) {
        return session.handle()
                .createQuery("""
                        select used_fen + :fund between 0 and cap_fen from accumulator
                        where person_id = :person and scheme = :scheme and period = :period
                        """)
                .bind("fund", fundFen)
                .bind("person", personId)
                .bind("scheme", scheme.name())
                .bind("period", period)
                .mapTo(Boolean.class)
                .one();
    }

    /** Counts what fund and account pay; negative amounts give back. The constraints hold cap and balance. */
    public void count(
            DatabaseSession session, long personId, Scheme scheme, String period, long fundFen, long accountFen) {
        if (fundFen != 0) {
            session.handle()
                    .createUpdate("""
                            update accumulator set used_fen = used_fen + :fund
                            where person_id = :person and scheme = :scheme and period = :period
                            """)
                    .bind("fund", fundFen)
                    .bind("person", personId)
                    .bind("scheme", scheme.name())
                    .bind("period", period)
                    .execute();
        }
        if (accountFen != 0) {
            session.handle()
                    .createUpdate("""
                            update personal_account set balance_fen = balance_fen - :account where person_id = :person
                            """)
                    .bind("account", accountFen)
                    .bind("person", personId)
                    .execute();
        }
    }
}
