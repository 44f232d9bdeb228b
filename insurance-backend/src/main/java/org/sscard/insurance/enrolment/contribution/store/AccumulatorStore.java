package org.sscard.insurance.enrolment.contribution.store;

import java.util.List;
import java.util.Optional;
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
