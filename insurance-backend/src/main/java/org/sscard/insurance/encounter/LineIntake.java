package org.sscard.insurance.encounter;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.encounter.store.FeeLineStore;
import org.sscard.insurance.encounter.store.VisitStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.store.CatalogueStore;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Takes the fee lines of a running visit or stay; sending the same lines again adds nothing. */
public final class LineIntake {

    private final DatabaseSessions sessions;
    private final EnrolmentStore persons = new EnrolmentStore();
    private final CatalogueStore institutions = new CatalogueStore();
    private final VisitStore visits = new VisitStore();
    private final FeeLineStore stored = new FeeLineStore();
    private final FeeLines lines = new FeeLines();

    public LineIntake(DatabaseSessions sessions) {
        this.sessions = sessions;
    }

    /** Whose visit the lines belong to; its first lines open it. */
    public record Running(
            String institution,
            String socialSecurityNumber,
            Visit.Type type,
            String number,
            String medType,
            LocalDateTime begins) {

        /** Without the person's number. */
        @Override
        public String toString() {
            return "Running[" + institution + "/" + number + "]";
        }
    }

    /** How many lines were new, and how many were there already. */
    public record Taken(int added, int repeated) {}

    public Taken take(Running running, List<NewLine> charged) {
        return sessions.inTransaction(session -> {
            Visit visit = visit(session, running);
            List<NewLine> fresh = new ArrayList<>();
            for (NewLine line : charged) {
                if (!known(session, visit, line)) {
                    fresh.add(line);
                }
            }
            lines.add(session, visit, fresh);
            return new Taken(fresh.size(), charged.size() - fresh.size());
        });
    }

    private Visit visit(DatabaseSession session, Running running) {
        boolean hospital = institutions
                .institution(session, running.institution())
                .filter(one -> !one.pharmacy())
                .isPresent();
        if (!hospital) {
            throw new CodedException(ErrorCode.INSTITUTION_UNKNOWN, running.institution());
        }
        InsuredPerson person = persons.find(session, running.socialSecurityNumber())
                .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        if (!persons.pooled(session, person.region())) {
            throw new CodedException(ErrorCode.INSURED_PERSON_OTHER_POOL, person.region());
        }
        visits.open(
                session,
                running.institution(),
                person.personId(),
                running.type(),
                running.number(),
                running.medType(),
                running.begins(),
                "");
        return visits.lock(session, running.institution(), running.type(), running.number())
                .filter(visit -> visit.personId() == person.personId())
                .orElseThrow(() -> new CodedException(ErrorCode.VISIT_NUMBER_TAKEN, "visit"));
    }

    /** There with the same content; another content under the number is refused when it is added. */
    private boolean known(DatabaseSession session, Visit visit, NewLine line) {
        return stored.find(session, visit.visitId(), line.number())
                .filter(there -> there.item().equals(line.item())
                        && there.price1e4() == line.price1e4()
                        && there.quantity1e4() == line.quantity1e4())
                .isPresent();
    }
}
