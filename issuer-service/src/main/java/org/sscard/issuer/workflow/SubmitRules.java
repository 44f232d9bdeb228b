package org.sscard.issuer.workflow;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.psam.PsamRecord;
import org.sscard.issuer.psam.store.PsamStore;
import org.sscard.issuer.workflow.WorkflowTable.Stamp;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.issuer.workflow.store.WorkflowStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What must be in order before a record is submitted, beyond the form of its fields. */
public final class SubmitRules {

    private static final Set<PsamRecord.State> REPLACEABLE = Set.of(PsamRecord.State.LOST, PsamRecord.State.SPOILED);

    private final WorkflowStore store;
    private final CardOsStore register;
    private final PsamStore psams;
    private final CurrentIssue issue;
    private final Clock clock;

    public SubmitRules(WorkflowStore store, CardOsStore register, PsamStore psams, CurrentIssue issue, Clock clock) {
        this.store = store;
        this.register = register;
        this.psams = psams;
        this.issue = issue;
        this.clock = clock;
    }

    /** The record with what is fixed at its submission. */
    WorkflowRecord submitted(Handle handle, WorkflowRecord.Whole whole) {
        WorkflowRecord record = whole.record();
        FieldRules.requireComplete(record);
        requirePapers(whole);
        requireRegistration(handle, record);
        switch (record.kind()) {
            case CHANGE_APPROVAL -> requireChange(handle, record);
            case CHANGE_FILING -> requireMore(record);
            case PSAM_REQUEST -> requirePsams(handle, record);
            case GENERAL_TEST -> requireReports(handle, whole);
            default -> {}
        }
        Set<Stamp> stamps = record.workflow().stamps();
        return record.stamped(
                stamps.contains(Stamp.STRUCTURE) ? Optional.of(issue.structure().digest()) : Optional.empty(),
                stamps.contains(Stamp.FACE) ? Optional.of(issue.face()) : Optional.empty());
    }

    private static void requirePapers(WorkflowRecord.Whole whole) {
        WorkflowRecord record = whole.record();
        Stream<String> chosen = record.workflow().fields().stream()
                .flatMap(field ->
                        field.choices().stream().filter(option -> option.code().equals(record.field(field.code()))))
                .flatMap(option -> option.papers().stream());
        Set<String> there =
                whole.papers().stream().map(WorkflowRecord.Paper::code).collect(Collectors.toSet());
        String missing = Stream.concat(record.workflow().papers().stream(), chosen)
                .filter(code -> !there.contains(code))
                .map(code -> WorkflowTable.table().paper(code).orElseThrow().zh())
                .collect(Collectors.joining("、"));
        if (!missing.isEmpty()) {
            throw new CodedException(ErrorCode.WORKFLOW_PAPER_MISSING, missing);
        }
    }

    private void requireRegistration(Handle handle, WorkflowRecord record) {
        if (record.workflow().refersTo() != null) {
            registration(handle, record.region());
        }
    }

    /** @throws CodedException ISSUING_NOT_REGISTERED */
    WorkflowRecord registration(Handle handle, String region) {
        return store.of(handle, WorkflowKind.REGISTRATION, region).stream()
                .filter(record -> record.inForce(today()))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.ISSUING_NOT_REGISTERED, region));
    }

    /** A change of what is in force already would change nothing. */
    private void requireChange(Handle handle, WorkflowRecord record) {
        List<WorkflowRecord> approved = new ArrayList<>(List.of(registration(handle, record.region())));
        approved.addAll(inForce(handle, WorkflowKind.CHANGE_APPROVAL, record.region()));
        WorkflowRecord newest = approved.get(approved.size() - 1);
        boolean face = !newest.face().equals(Optional.of(issue.face()));
        boolean structure =
                !newest.structure().equals(Optional.of(issue.structure().digest()));
        boolean asSaid = switch (record.field("change")) {
            case "FACE" -> face && !structure;
            case "STRUCTURE" -> structure && !face;
            default -> structure && face;
        };
        if (!asSaid) {
            throw new CodedException(
                    ErrorCode.WORKFLOW_FIELD_INVALID,
                    "变更内容",
                    face && structure ? "BOTH" : face ? "FACE" : structure ? "STRUCTURE" : "先改配置：现用的与批准的相同");
        }
    }

    private static void requireMore(WorkflowRecord record) {
        if (record.field("moreVendors").isEmpty() && record.field("moreCards").isEmpty()) {
            throw new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, "增加的卡商、增加的发卡数", "至少填一项");
        }
    }

    private void requirePsams(Handle handle, WorkflowRecord record) {
        List<WorkflowRecord> others = store.of(handle, WorkflowKind.PSAM_REQUEST, record.region()).stream()
                .filter(other ->
                        !other.id().equals(record.id()) && other.field("level").equals(record.field("level")))
                .toList();
        Optional<WorkflowRecord> first = others.stream()
                .filter(other -> other.field("kind").equals("FIRST") && other.inForce(today()))
                .findFirst();
        if (record.field("kind").equals("FIRST")) {
            first.ifPresent(other -> {
                throw new CodedException(ErrorCode.WORKFLOW_DUPLICATE, other.id());
            });
        } else if (first.isEmpty()) {
            throw new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, "申领类别", "FIRST：该级别尚未首次申领");
        }
        if (record.field("kind").equals("REPLACEMENT")) {
            requireReplaced(record, others);
        }
    }

    private void requireReplaced(WorkflowRecord record, List<WorkflowRecord> others) {
        List<String> serials = FieldRules.names(record.field("replaces"));
        int asked = FieldRules.counts(record.field("purposes")).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        if (asked != serials.size()) {
            throw new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, "被补换的 PSAM 序列号", asked + " 个");
        }
        Set<String> replaced = others.stream()
                .filter(other -> WorkflowTable.table().state(other.state()).open() || other.inForce(today()))
                .flatMap(other -> FieldRules.names(other.field("replaces")).stream())
                .collect(Collectors.toSet());
        for (String serial : serials) {
            PsamRecord psam = psams.require(serial, REPLACEABLE.toArray(PsamRecord.State[]::new));
            boolean ofPurpose = FieldRules.counts(record.field("purposes")).containsKey(psam.purpose());
            if (replaced.contains(serial) || !psam.region().equals(record.region()) || !ofPurpose) {
                throw new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, "被补换的 PSAM 序列号", "本地区同用途、未补换过的");
            }
        }
    }

    private void requireReports(Handle handle, WorkflowRecord.Whole whole) {
        WorkflowRecord record = whole.record();
        CardOs cardOs = register.require(record.field("cardOs"));
        cardOs.requireInForce(today());
        List<TestReport> reports = whole.papers().stream()
                .filter(paper -> paper.code().equals(Workflows.REPORT))
                .map(paper -> TestReport.parse(store.content(handle, record.id(), paper.number())))
                .toList();
        GeneralTests.require(reports, record.region(), issue.structure(), cardOs, clock.instant());
    }

    private List<WorkflowRecord> inForce(Handle handle, WorkflowKind kind, String region) {
        return store.of(handle, kind, region).stream()
                .filter(record -> record.inForce(today()))
                .toList();
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }
}
