package org.sscard.insurance.encounter.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.encounter.Visit;
import org.sscard.insurance.store.DatabaseSession;

/** Visits; the row of a visit is the lock under which its lines and settlements change. */
public final class VisitStore {

    /** Which visit, and which batch of it, a settlement covers. */
    public record Covered(long visitId, String batch) {}

    /** Empty when an open visit of the institution has this number. */
    public Optional<Long> open(
            DatabaseSession session,
            String institution,
            long personId,
            Visit.Type type,
            String number,
            String medType,
            LocalDateTime begins,
            String diagnosis) {
        return session.handle()
                .createQuery("""
                        insert into visit (institution, person_id, type, number, med_type, begins, diagnosis, state)
                        values (:institution, :person, :type, :number, :medType, :begins, :diagnosis, 'OPEN')
                        on conflict do nothing returning visit_id
                        """)
                .bind("institution", institution)
                .bind("person", personId)
                .bind("type", type.name())
                .bind("number", number)
                .bind("medType", medType)
                .bind("begins", begins)
                .bind("diagnosis", diagnosis)
                .mapTo(Long.class)
                .findOne();
    }

    /** Locks the visit until the transaction ends. */
    public Optional<Visit> lock(DatabaseSession session, long visitId) {
        return session.handle()
                .createQuery("select * from visit where visit_id = :id for update")
                .bind("id", visitId)
                .map((row, context) -> visit(row))
                .findOne();
    }

    /** Locks the open visit that has the institution's own number. */
    public Optional<Visit> lock(DatabaseSession session, String institution, Visit.Type type, String number) {
        return session.handle()
                .createQuery("""
                        select * from visit
                        where institution = :institution and type = :type and number = :number and state = 'OPEN'
                        for update
                        """)
                .bind("institution", institution)
                .bind("type", type.name())
                .bind("number", number)
                .map((row, context) -> visit(row))
                .findOne();
    }

    public void update(DatabaseSession session, Visit visit) {
        session.handle()
                .createUpdate("""
                        update visit set med_type = :medType, begins = :begins, ends = :ends, diagnosis = :diagnosis,
                                         state = :state
                        where visit_id = :id
                        """)
                .bind("medType", visit.medType())
                .bind("begins", visit.begins())
                .bind("ends", visit.ends())
                .bind("diagnosis", visit.diagnosis())
                .bind("state", visit.state().name())
                .bind("id", visit.visitId())
                .execute();
    }

    /** Whether a live settlement covers any of the visit. */
    public boolean settled(DatabaseSession session, long visitId) {
        return session.handle()
                .createQuery("""
                        select exists (select from visit_settlement join settlement s using (settlement_id)
                                       where visit_id = :id and s.state = 'CONFIRMED' and s.cancels is null)
                        """)
                .bind("id", visitId)
                .mapTo(Boolean.class)
                .one();
    }

    public void cover(DatabaseSession session, long settlementId, Covered covered) {
        session.handle()
                .createUpdate(
                        "insert into visit_settlement (settlement_id, visit_id, batch) values (:id, :visit, :batch)")
                .bind("id", settlementId)
                .bind("visit", covered.visitId())
                .bind("batch", covered.batch())
                .execute();
    }

    public Optional<Covered> covered(DatabaseSession session, long settlementId) {
        return session.handle()
                .createQuery("select visit_id, batch from visit_settlement where settlement_id = :id")
                .bind("id", settlementId)
                .map((row, context) -> new Covered(row.getLong("visit_id"), row.getString("batch")))
                .findOne();
    }

    private static Visit visit(ResultSet row) throws SQLException {
        @Nullable LocalDateTime ends = row.getObject("ends", LocalDateTime.class);
        return new Visit(
                row.getLong("visit_id"),
                row.getString("institution"),
                row.getLong("person_id"),
                Visit.Type.valueOf(row.getString("type")),
                row.getString("number"),
                row.getString("med_type"),
                row.getObject("begins", LocalDateTime.class),
                ends,
                row.getString("diagnosis"),
                Visit.State.valueOf(row.getString("state")));
    }
}
