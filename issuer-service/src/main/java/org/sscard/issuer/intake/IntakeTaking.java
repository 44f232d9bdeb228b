package org.sscard.issuer.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.intake.store.IntakeStore;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.registry.store.RosterTransaction;

/**
 * Takes the good rows of an intake into the registry, five hundred in a transaction together with the mark on the rows: what
 * is done is done once, and a stopped service goes on where it stood.
 */
final class IntakeTaking {

    private static final int CHUNK = 500;

    private final IntakeStore store;
    private final RegistryStore registry;
    private final RowChecks checks;

    IntakeTaking(IntakeStore store, RegistryStore registry, RowChecks checks) {
        this.store = store;
        this.registry = registry;
        this.checks = checks;
    }

    void run(Intake intake, String who) {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = registry.importing(
                    intake.intakeId(),
                    intake.sha256(),
                    who,
                    (handle, transaction) -> next(handle, transaction, intake.intakeId()));
        }
        Intake done = store.find(intake.intakeId()).orElseThrow();
        registry.importing(intake.intakeId(), intake.sha256(), who, transaction -> {
            transaction.finish(
                    intake.fileName(),
                    done.total(),
                    done.rows(IntakeRow.State.TAKEN),
                    done.rows(IntakeRow.State.REPEATED),
                    done.rows(IntakeRow.State.WRONG) + done.rows(IntakeRow.State.CONFLICT));
            return done;
        });
    }

    private boolean next(Handle handle, RosterTransaction transaction, UUID intakeId) {
        List<IntakeRow> rows = store.nextGood(handle, intakeId, CHUNK);
        List<IntakeRow> answered = new ArrayList<>();
        List<Applicant> applicants = new ArrayList<>();
        Map<String, IntakeRow> byPerson = new HashMap<>();
        for (IntakeRow row : rows) {
            RosterRules.Checked checked = checks.check(row.cells());
            if (checked.applicant().isEmpty()) {
                // The rules of today are not those under which it was read.
                answered.add(new IntakeRow(IntakeRow.State.WRONG, row.cells(), checked.faults(), row.idNumber()));
            } else {
                Applicant applicant = checked.applicant().get();
                applicants.add(applicant);
                byPerson.put(applicant.person().idNumber(), row);
            }
        }
        for (org.sscard.issuer.registry.Intake answer : transaction.takeOrQueue(applicants, intakeId)) {
            IntakeRow row = byPerson.get(answer.applicant().person().idNumber());
            if (row != null) {
                answered.add(new IntakeRow(state(answer), row.cells(), row.faults(), row.idNumber()));
            }
        }
        if (!answered.isEmpty()) {
            store.answered(handle, intakeId, answered);
        }
        return rows.size() == CHUNK;
    }

    private static IntakeRow.State state(org.sscard.issuer.registry.Intake answer) {
        if (answer instanceof org.sscard.issuer.registry.Intake.Accepted) {
            return IntakeRow.State.TAKEN;
        }
        return answer instanceof org.sscard.issuer.registry.Intake.Repeated
                ? IntakeRow.State.REPEATED
                : IntakeRow.State.CONFLICT;
    }
}
