package org.sscard.issuer.registry.store;

import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Which persons the tier above has granted to this city. */
public final class ClaimStore {

    private static final String KIND = CardKind.SOCIAL_SECURITY_CARD.name();

    private final Jdbi jdbi;
    private final Clock clock;
    private final PersonRows persons;

    public ClaimStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.persons = new PersonRows(seal);
    }

    /** A person whose claim is open. */
    public record Open(long personId, String idNumber) {

        /** An id number never reaches a log. */
        @Override
        public String toString() {
            return "Open[" + personId + "]";
        }
    }

    /** Persons with a live card whose claim is not granted: never asked, not answered yet, or in conflict; oldest first. */
    public List<Open> open(int limit) {
        return jdbi.withHandle(handle -> {
            handle.execute("""
                    insert into person_claim (person_id, kind, status, asked_at)
                    select distinct c.person_id, c.kind, 'PENDING', cast(? as timestamptz) from card c
                    where c.state not in ('REJECTED', 'WITHDRAWN', 'SPOILED', 'LOST_IN_TRANSIT', 'DESTROYED', 'CANCELLED')
                      and not exists (select 1 from person_claim k where k.person_id = c.person_id and k.kind = c.kind)
                    on conflict do nothing""", clock.instant());
            return handle.createQuery("""
                            select p.* from person_claim join person p using (person_id)
                            where status <> 'GRANTED' order by asked_at, person_id limit :limit""")
                    .bind("limit", limit)
                    .map((row, context) -> new Open(
                            row.getLong("person_id"), persons.person(row).idNumber()))
                    .list();
        });
    }

    public void answered(long personId, boolean granted) {
        jdbi.useHandle(handle -> handle.execute(
                "update person_claim set status = ?, answered_at = ?, asked_at = ? where person_id = ? and kind = ?",
                granted ? "GRANTED" : "CONFLICT",
                clock.instant(),
                clock.instant(),
                personId,
                KIND));
    }

    /** Persons who are granted to this city and have no live card in it any more. */
    public List<Open> idle(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select p.* from person_claim k join person p using (person_id)
                        where k.status = 'GRANTED' and not exists (select 1 from card c
                          where c.person_id = k.person_id and c.kind = k.kind and c.state not in
                            ('REJECTED', 'WITHDRAWN', 'SPOILED', 'LOST_IN_TRANSIT', 'DESTROYED', 'CANCELLED'))
                        order by k.asked_at limit :limit""")
                .bind("limit", limit)
                .map((row, context) ->
                        new Open(row.getLong("person_id"), persons.person(row).idNumber()))
                .list());
    }

    public void released(long personId) {
        jdbi.useHandle(
                handle -> handle.execute("delete from person_claim where person_id = ? and kind = ?", personId, KIND));
    }

    /** Persons whom another city holds: card numbers here, oldest first. */
    public List<String> conflicts(int limit) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select c.card_number from person_claim k join card c using (person_id, kind)
                        where k.status = 'CONFLICT' order by k.asked_at, c.card_id limit :limit""").bind("limit", limit).mapTo(String.class).list());
    }

    /** @throws CodedException PERSON_CLAIM_OPEN, PERSON_CLAIMED_ELSEWHERE */
    static void requireGranted(Handle handle, long cardId) {
        String status =
                handle.createQuery("""
                        select coalesce((select status from person_claim k
                          where k.person_id = c.person_id and k.kind = c.kind), 'PENDING')
                        from card c where card_id = :card""").bind("card", cardId).mapTo(String.class).one();
        if (status.equals("CONFLICT")) {
            throw new CodedException(ErrorCode.PERSON_CLAIMED_ELSEWHERE);
        }
        if (!status.equals("GRANTED")) {
            throw new CodedException(ErrorCode.PERSON_CLAIM_OPEN);
        }
    }
}
