package org.sscard.insurance.enrolment.review.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.review.Applicant;
import org.sscard.insurance.enrolment.review.Application;
import org.sscard.insurance.enrolment.review.ApplicationState;
import org.sscard.insurance.enrolment.review.ReviewAction;
import org.sscard.insurance.enrolment.review.ReviewStep;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** Applications for enrolment and their steps. */
public final class ApplicationStore {

    /** What a request id was used for. */
    public record Known(long applicationId, Digest digest) {}

    public Optional<Known> known(DatabaseSession session, String requestId) {
        return session.handle()
                .createQuery("select application_id, digest from application where request_id = :id")
                .bind("id", requestId)
                .map((row, context) -> new Known(row.getLong("application_id"), Digest.of(row.getBytes("digest"))))
                .findOne();
    }

    /** The new application's number; empty when the person has one under way, or the request id was used meanwhile. */
    public Optional<Long> insert(
            DatabaseSession session,
            String requestId,
            Digest digest,
            ApplicationState state,
            Applicant applicant,
            InsuredClass cls,
            String basis,
            List<String> papers,
            LocalDate appliedOn,
            @Nullable LocalDate dueOn) {
        return session.handle()
                .createQuery("""
                        insert into application (request_id, digest, state, social_security_number, name, region, status,
                            pupil, eligible_on, moved_in, community, class, basis, papers, applied_on, due_on)
                        values (:request, :digest, :state, :ssn, :name, :region, :status, :pupil, :eligible, :movedIn,
                            :community, :class, :basis, :papers, :applied, :due)
                        on conflict do nothing returning application_id
                        """)
                .bind("request", requestId)
                .bind("digest", digest.bytes())
                .bind("state", state.name())
                .bind("ssn", applicant.socialSecurityNumber())
                .bind("name", applicant.name())
                .bind("region", applicant.region())
                .bind("status", applicant.status().name())
                .bind("pupil", applicant.pupil())
                .bind("eligible", applicant.eligibleOn())
                .bind("movedIn", applicant.movedIn())
                .bind("community", applicant.community())
                .bind("class", cls.name())
                .bind("basis", basis)
                .bindArray("papers", String.class, papers)
                .bind("applied", appliedOn)
                .bind("due", dueOn)
                .mapTo(Long.class)
                .findOne();
    }

    /** Locked until the transaction ends. */
    public Optional<Application> lock(DatabaseSession session, long id) {
        return one(session, id, " for update");
    }

    public Optional<Application> find(DatabaseSession session, long id) {
        return one(session, id, "");
    }

    private Optional<Application> one(DatabaseSession session, long id, String lock) {
        return session.handle()
                .createQuery("select * from application where application_id = :id" + lock)
                .bind("id", id)
                .map((row, context) -> application(row, steps(session, id)))
                .findOne();
    }

    /** @param state null: every state in which something is due or possible */
    public List<Application> queue(DatabaseSession session, @Nullable ApplicationState state, int limit) {
        String which = state == null ? "state in ('DRAFT', 'COMPLETE', 'REPORTED', 'UNDER_REVIEW')" : "state = :state";
        Query query = session.handle()
                .createQuery("select * from application where " + which
                        + " order by due_on nulls last, application_id limit :limit")
                .bind("limit", limit);
        if (state != null) {
            query.bind("state", state.name());
        }
        return query.map((row, context) -> application(row, steps(session, row.getLong("application_id"))))
                .list();
    }

    public void move(
            DatabaseSession session, long id, ApplicationState state, List<String> papers, @Nullable LocalDate dueOn) {
        session.handle()
                .createUpdate("""
                        update application set state = :state, papers = :papers, due_on = :due
                        where application_id = :id
                        """)
                .bind("state", state.name())
                .bindArray("papers", String.class, papers)
                .bind("due", dueOn)
                .bind("id", id)
                .execute();
    }

    public void step(DatabaseSession session, long id, ReviewStep step) {
        session.handle()
                .createUpdate("""
                        insert into application_step
                            (application_id, step, action, state, day, account, person, remark, days_late)
                        select :id, coalesce(max(step), 0) + 1, :action, :state, :day, :account, :person, :remark, :late
                        from application_step where application_id = :id
                        """)
                .bind("id", id)
                .bind("action", step.action().name())
                .bind("state", step.state().name())
                .bind("day", step.day())
                .bind("account", step.account())
                .bind("person", step.person())
                .bind("remark", step.remark())
                .bind("late", step.daysLate())
                .execute();
    }

    private static List<ReviewStep> steps(DatabaseSession session, long id) {
        return session.handle()
                .createQuery("select * from application_step where application_id = :id order by step")
                .bind("id", id)
                .map((row, context) -> new ReviewStep(
                        ReviewAction.valueOf(row.getString("action")),
                        ApplicationState.valueOf(row.getString("state")),
                        row.getObject("day", LocalDate.class),
                        row.getString("account"),
                        row.getString("person"),
                        row.getString("remark"),
                        row.getInt("days_late")))
                .list();
    }

    private static Application application(ResultSet row, List<ReviewStep> steps) throws SQLException {
        String[] papers = (String[]) row.getArray("papers").getArray();
        return new Application(
                row.getLong("application_id"),
                ApplicationState.valueOf(row.getString("state")),
                new Applicant(
                        row.getString("social_security_number"),
                        row.getString("name"),
                        row.getString("region"),
                        PersonStatus.valueOf(row.getString("status")),
                        row.getBoolean("pupil"),
                        false,
                        false,
                        false,
                        false,
                        row.getObject("eligible_on", LocalDate.class),
                        row.getBoolean("moved_in"),
                        row.getString("community")),
                InsuredClass.valueOf(row.getString("class")),
                row.getString("basis"),
                List.of(papers),
                row.getObject("applied_on", LocalDate.class),
                row.getObject("due_on", LocalDate.class),
                steps);
    }
}
