package org.sscard.issuer.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.Intake;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.registry.store.RosterTransaction;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Imports a roster: good rows are taken, bad rows answered one by one, a cut or unreadable file is refused whole. */
public final class RosterImport {

    private static final int CHUNK = 500;
    private static final int MAX_ROWS = 1_000_000;
    /** Faults beyond this count are counted but not listed: such a file is to be mended as a whole. */
    private static final int MAX_FAULTS = 10_000;

    private final RegistryStore registry;
    private final RosterRules rules;

    public RosterImport(RegistryStore registry, Set<String> regions) {
        this.registry = registry;
        this.rules = new RosterRules(regions);
    }

    /**
     * @param sha256 as the sender states it, or nothing
     * @throws CodedException ROSTER_FILE_CUT, ROSTER_FILE_UNREADABLE, ROSTER_FILE_TOO_LARGE, ROSTER_COLUMN_MISSING,
     *     ROSTER_COLUMN_UNKNOWN, CARD_NUMBER_RANGE_EXHAUSTED: nothing is stored then
     */
    public ImportResult run(String fileName, RosterUpload upload, byte @Nullable [] sha256, String who) {
        RosterFormat format = RosterFormat.of(fileName);
        RosterUpload.Complete roster = upload.complete(sha256);
        UUID importId = UUID.randomUUID();
        return registry.importing(importId, roster.sha256(), who, transaction -> {
            Run run = new Run(transaction);
            format.read(roster.file(), run::row);
            return run.finish(importId, fileName);
        });
    }

    private final class Run {

        private final RosterTransaction transaction;
        private final Map<String, Integer> rowOfPerson = new HashMap<>();
        private final List<Applicant> chunk = new ArrayList<>(CHUNK);
        private final List<RosterFault> faults = new ArrayList<>();
        private int rows;
        private int accepted;
        private int repeated;
        private int rejected;

        Run(RosterTransaction transaction) {
            this.transaction = transaction;
        }

        void row(RosterRow row) {
            rows++;
            if (rows > MAX_ROWS) {
                throw new CodedException(ErrorCode.ROSTER_FILE_TOO_LARGE, MAX_ROWS);
            }
            RosterRules.Checked checked = rules.check(row);
            if (checked.applicant().isEmpty()) {
                reject(checked.faults());
                return;
            }
            Applicant applicant = checked.applicant().get();
            Integer before = rowOfPerson.putIfAbsent(applicant.person().idNumber(), row.number());
            if (before != null) {
                reject(List.of(RosterFault.of(
                        row.number(),
                        RosterColumn.ID_NUMBER,
                        ErrorCode.ROSTER_DUPLICATE_PERSON,
                        "",
                        before.toString())));
                return;
            }
            chunk.add(applicant);
            if (chunk.size() == CHUNK) {
                flush();
            }
        }

        ImportResult finish(UUID importId, String fileName) {
            flush();
            transaction.finish(fileName, rows, accepted, repeated, rejected);
            faults.sort(Comparator.comparingInt(RosterFault::row));
            return new ImportResult(importId, rows, accepted, repeated, faults);
        }

        private void flush() {
            if (chunk.isEmpty()) {
                return;
            }
            for (Intake answer : transaction.take(List.copyOf(chunk))) {
                if (answer instanceof Intake.Accepted) {
                    accepted++;
                } else if (answer instanceof Intake.Repeated) {
                    repeated++;
                } else if (answer instanceof Intake.Differs differs) {
                    reject(List.of(new RosterFault(
                            differs.applicant().row(),
                            differs.column(),
                            ErrorCode.ROSTER_PERSON_DIFFERS,
                            List.of(differs.column()),
                            "")));
                }
            }
            chunk.clear();
        }

        private void reject(List<RosterFault> found) {
            rejected++;
            if (faults.size() < MAX_FAULTS) {
                faults.addAll(found);
            }
        }
    }
}
