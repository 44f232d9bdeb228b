package org.sscard.issuer.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.intake.store.IntakeStore;
import org.sscard.issuer.intake.store.SpellingStore;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.NearPerson;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Checks the rows of an intake: each for itself, against the others, and against the registry. */
final class RowChecks {

    private static final int MAX_ROWS = 1_000_000;
    private static final int CHUNK = 1_000;

    private final IntakeStore store;
    private final SpellingStore spellings;
    private final RegistryStore registry;
    private final RosterRules rules;

    RowChecks(IntakeStore store, SpellingStore spellings, RegistryStore registry, RosterRules rules) {
        this.store = store;
        this.spellings = spellings;
        this.registry = registry;
        this.rules = rules;
    }

    /** A row with who it is about, where it is right. */
    private record Looked(RosterRow row, RosterRules.Checked checked) {

        String idNumber() {
            String text = row.cell(RosterColumn.ID_NUMBER).text();
            return checked.applicant()
                    .map(applicant -> applicant.person().idNumber())
                    .orElse(ResidentIdNumber.defect(text).isEmpty() ? text : "");
        }
    }

    /** The row's applicant, with the name as the person chose to have it written. */
    RosterRules.Checked check(RosterRow row) {
        RosterRules.Checked checked = rules.check(row);
        boolean rareName = checked.faults().stream().anyMatch(fault -> fault.code() == ErrorCode.ROSTER_NAME_NOT_GBK);
        String idNumber = row.cell(RosterColumn.ID_NUMBER).text();
        if (!rareName || ResidentIdNumber.defect(idNumber).isPresent()) {
            return checked;
        }
        return spellings
                .of(idNumber, row.cell(RosterColumn.NAME).text())
                .map(choice -> rules.check(row.with(Map.of(RosterColumn.NAME, choice.spelling()))))
                .orElse(checked);
    }

    /** One row after it was mended. */
    IntakeRow again(UUID intakeId, RosterRow row) {
        Looked looked = new Looked(row, check(row));
        int first = looked.idNumber().isEmpty()
                ? row.number()
                : store.rowsOf(intakeId, List.of(looked.idNumber())).getOrDefault(looked.idNumber(), row.number());
        if (first != row.number() && looked.checked().applicant().isPresent()) {
            return wrong(looked, List.of(duplicate(row.number(), first)));
        }
        return compared(List.of(looked)).get(0);
    }

    Reading reading(UUID intakeId) {
        return new Reading(intakeId);
    }

    /** A file that is being read. */
    final class Reading {

        private final UUID intakeId;
        private final List<Looked> chunk = new ArrayList<>(CHUNK);
        private int rows;

        private Reading(UUID intakeId) {
            this.intakeId = intakeId;
        }

        void row(RosterRow row) {
            rows++;
            if (rows > MAX_ROWS) {
                throw new CodedException(ErrorCode.ROSTER_FILE_TOO_LARGE, MAX_ROWS);
            }
            chunk.add(new Looked(row, check(row)));
            if (chunk.size() == CHUNK) {
                finish();
            }
        }

        void finish() {
            if (chunk.isEmpty()) {
                return;
            }
            Map<String, Integer> before = store.rowsOf(
                    intakeId,
                    chunk.stream()
                            .map(Looked::idNumber)
                            .filter(id -> !id.isEmpty())
                            .toList());
            List<IntakeRow> staged = new ArrayList<>();
            List<Looked> good = new ArrayList<>();
            for (Looked looked : chunk) {
                if (looked.checked().applicant().isEmpty()) {
                    staged.add(wrong(looked, looked.checked().faults()));
                    continue;
                }
                Integer first =
                        before.putIfAbsent(looked.idNumber(), looked.row().number());
                if (first == null) {
                    good.add(looked);
                } else {
                    staged.add(wrong(looked, List.of(duplicate(looked.row().number(), first))));
                }
            }
            staged.addAll(compared(good));
            store.stage(intakeId, staged);
            chunk.clear();
        }
    }

    /** Good rows, and which of them will be decided in the conflict queue. */
    private List<IntakeRow> compared(List<Looked> looked) {
        List<Applicant> applicants = looked.stream()
                .map(Looked::checked)
                .map(RosterRules.Checked::applicant)
                .flatMap(Optional::stream)
                .toList();
        Map<String, RosterFault> conflicts = new HashMap<>();
        if (!applicants.isEmpty()) {
            registry.comparing(transaction -> {
                Map<String, NearPerson> near = transaction.near(applicants);
                Map<String, String> differing = transaction.differing(applicants);
                for (Applicant applicant : applicants) {
                    String id = applicant.person().idNumber();
                    if (differing.containsKey(id)) {
                        String column = differing.get(id);
                        conflicts.put(
                                id,
                                new RosterFault(
                                        applicant.row(), column, ErrorCode.ROSTER_PERSON_DIFFERS, List.of(column), ""));
                    } else if (near.containsKey(id)) {
                        conflicts.put(
                                id,
                                RosterFault.of(
                                        applicant.row(),
                                        RosterColumn.ID_NUMBER,
                                        ErrorCode.ROSTER_NEAR_DUPLICATE,
                                        "",
                                        near.get(id).rule().zh()));
                    }
                }
                return conflicts;
            });
        }
        return looked.stream()
                .map(one -> one.checked().applicant().isEmpty()
                        ? wrong(one, one.checked().faults())
                        : new IntakeRow(
                                IntakeRow.State.GOOD,
                                one.row(),
                                Optional.ofNullable(conflicts.get(one.idNumber())).stream()
                                        .toList(),
                                one.idNumber()))
                .toList();
    }

    private static IntakeRow wrong(Looked looked, List<RosterFault> faults) {
        return new IntakeRow(IntakeRow.State.WRONG, looked.row(), faults, looked.idNumber());
    }

    private static RosterFault duplicate(int row, int first) {
        return RosterFault.of(
                row, RosterColumn.ID_NUMBER, ErrorCode.ROSTER_DUPLICATE_PERSON, "", String.valueOf(first));
    }
}
