package org.sscard.issuer.registry.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonConflict.Decision;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The rows of the conflict queue, in the caller's transaction. */
final class ConflictStore {

    private static final String SELECT = """
            select k.conflict_id, k.person_id, k.rule, k.intake_id, k.row, k.region, k.sealed as applicant, k.state,
              k.decision, k.found_by, k.found_at, k.decided_by, k.why, k.decided_at, k.id_index as applicant_index,
              p.id_index, p.name, p.sealed
            from person_conflict k join person p using (person_id)
            """;

    private final RegistrySeal seal;
    private final PersonRows persons;

    ConflictStore(RegistrySeal seal) {
        this.seal = seal;
        this.persons = new PersonRows(seal);
    }

    /** A case that is open already is not opened again. */
    void queue(Handle handle, Applicant applicant, long personId, String rule, UUID intake, String who, Instant now) {
        byte[] index = persons.index(applicant.person());
        handle.createUpdate("""
                insert into person_conflict
                  (person_id, rule, intake_id, row, region, id_index, sealed, state, found_by, found_at)
                values (:person, :rule, :intake, :row, :region, :index, :sealed, 'OPEN', :who, :now)
                on conflict (person_id, id_index) where state = 'OPEN' do nothing""")
                .bind("person", personId)
                .bind("rule", rule)
                .bind("intake", intake)
                .bind("row", applicant.row())
                .bind("region", applicant.region())
                .bind("index", index)
                .bind(
                        "sealed",
                        seal.seal(persons.whole(applicant.person()), bound(personId, rule, applicant.region(), index)))
                .bind("who", who)
                .bind("now", now)
                .execute();
    }

    /** Whether it was found before that this applicant is not that person. */
    static boolean toldApart(Handle handle, byte[] applicantIndex, long personId) {
        return handle.createQuery("""
                        select exists (select 1 from person_conflict
                          where id_index = :index and person_id = :person and decision = 'OTHER_PERSON')""")
                .bind("index", applicantIndex)
                .bind("person", personId)
                .mapTo(Boolean.class)
                .one();
    }

    List<PersonConflict> list(Handle handle, boolean open, int limit) {
        return handle.createQuery(SELECT + "where k.state = :state order by k.conflict_id " + (open ? "" : "desc ")
                        + "limit :limit")
                .bind("state", open ? "OPEN" : "DECIDED")
                .bind("limit", limit)
                .map((row, context) -> conflict(row))
                .list();
    }

    /** @throws CodedException CONFLICT_NOT_FOUND */
    PersonConflict find(Handle handle, long conflictId, boolean lock) {
        return handle.createQuery(SELECT + "where k.conflict_id = :id" + (lock ? " for update of k" : ""))
                .bind("id", conflictId)
                .map((row, context) -> conflict(row))
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.CONFLICT_NOT_FOUND));
    }

    void decided(Handle handle, long conflictId, Decision decision, String who, String why, Instant now) {
        handle.execute(
                "update person_conflict set state = 'DECIDED', decision = ?, decided_by = ?, why = ?, decided_at = ?"
                        + " where conflict_id = ?",
                decision.name(),
                who,
                why,
                now,
                conflictId);
    }

    private PersonConflict conflict(ResultSet row) throws SQLException {
        long personId = row.getLong("person_id");
        String rule = row.getString("rule");
        String region = row.getString("region");
        Person applicant = persons.whole(
                seal.open(row.getBytes("applicant"), bound(personId, rule, region, row.getBytes("applicant_index"))));
        String decision = row.getString("decision");
        return new PersonConflict(
                row.getLong("conflict_id"),
                personId,
                persons.person(row),
                new Applicant(row.getInt("row"), applicant, region),
                rule,
                Optional.ofNullable(row.getObject("intake_id", UUID.class)),
                Optional.ofNullable(decision).map(Decision::valueOf),
                row.getString("found_by"),
                row.getTimestamp("found_at").toInstant(),
                row.getString("decided_by"),
                row.getString("why"),
                Optional.ofNullable(row.getTimestamp("decided_at")).map(Timestamp::toInstant));
    }

    private static RowFields bound(long personId, String rule, String region, byte @Nullable [] index) {
        return RowFields.of("person_conflict")
                .number(personId)
                .text(rule)
                .text(region)
                .bytes(index);
    }
}
