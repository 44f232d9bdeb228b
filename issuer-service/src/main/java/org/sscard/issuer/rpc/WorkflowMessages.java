package org.sscard.issuer.rpc;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.issuer.workflow.IssuingGate;
import org.sscard.issuer.workflow.WorkflowTable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.AttachedPaper;
import org.sscard.wire.issuer.v1.CardOsEntry;
import org.sscard.wire.issuer.v1.IssuingCondition;
import org.sscard.wire.issuer.v1.TimelineEntry;
import org.sscard.wire.issuer.v1.Workflow;
import org.sscard.wire.issuer.v1.WorkflowField;
import org.sscard.wire.issuer.v1.WorkflowRecord;
import org.sscard.wire.issuer.v1.WorkflowStep;

/** Workflows on the wire. */
final class WorkflowMessages {

    private static final WorkflowTable TABLE = WorkflowTable.table();

    private WorkflowMessages() {}

    static Workflow workflow(WorkflowTable.Workflow row) {
        return Workflow.newBuilder()
                .setKind(row.code().name())
                .setZh(row.zh())
                .setEn(row.en())
                .addAllFields(row.fields().stream()
                        .map(field -> WorkflowField.newBuilder()
                                .setCode(field.code())
                                .setZh(field.zh())
                                .setEn(field.en())
                                .setKind(field.kind().name())
                                .setRequired(field.required())
                                .addAllOptions(field.choices().stream()
                                        .map(WorkflowTable.Option::code)
                                        .toList())
                                .build())
                        .toList())
                .addAllPapers(row.papers())
                .addAllSteps(row.steps().stream().map(WorkflowMessages::step).toList())
                .setValidMonths(row.validMonths())
                .build();
    }

    static WorkflowStep step(WorkflowTable.Step step) {
        return WorkflowStep.newBuilder()
                .setStep(step.code().name())
                .setZh(step.zh())
                .setEn(step.en())
                .addAllFromStates(step.from().stream().map(Enum::name).sorted().toList())
                .setToState(step.to().name())
                .addAllRoles(TABLE.tier(step.tier()).roles().stream().sorted().toList())
                .setNeedsReason(step.reason())
                .setTakes(step.takes() == null ? "" : step.takes().name())
                .build();
    }

    static WorkflowRecord.Builder record(org.sscard.issuer.workflow.WorkflowRecord record) {
        return WorkflowRecord.newBuilder()
                .setRecordId(record.id())
                .setKind(record.kind().name())
                .setKindZh(record.workflow().zh())
                .setRegion(record.region())
                .setState(record.state().name())
                .setStateZh(TABLE.state(record.state()).zh())
                .putAllFields(record.fields())
                .setStructure(record.structure().orElse(""))
                .setFace(record.face().orElse(""))
                .setRegistration(record.refersTo().orElse(""))
                .setIssuerId(record.issuerId().orElse(""))
                .setDeliveryId(record.delivery().orElse(""))
                .setVersion(record.version())
                .setCreatedBy(record.createdBy())
                .setChangedAtMillis(record.changedAt().toEpochMilli())
                .setValidUntil(record.validUntil().map(LocalDate::toString).orElse(""));
    }

    static WorkflowRecord whole(
            org.sscard.issuer.workflow.WorkflowRecord.Whole whole, List<WorkflowTable.Step> offered) {
        WorkflowRecord.Builder message = record(whole.record());
        whole.timeline()
                .forEach(entry -> message.addTimeline(TimelineEntry.newBuilder()
                        .setStep(entry.step().name())
                        .setFromState(entry.from().map(Enum::name).orElse(""))
                        .setToState(entry.to().name())
                        .setAccount(entry.account())
                        .setNote(entry.note())
                        .setAtMillis(entry.at().toEpochMilli())));
        whole.papers()
                .forEach(paper -> message.addPapers(AttachedPaper.newBuilder()
                        .setNumber(paper.number())
                        .setCode(paper.code())
                        .setZh(TABLE.paper(paper.code())
                                .map(WorkflowTable.PaperRow::zh)
                                .orElse(paper.code()))
                        .setFileName(paper.fileName())
                        .setBytes(paper.bytes())
                        .setSha256(paper.sha256())
                        .setAddedBy(paper.addedBy())
                        .setAddedAtMillis(paper.addedAt().toEpochMilli())));
        offered.forEach(step -> message.addNextSteps(step(step)));
        return message.build();
    }

    static IssuingCondition condition(IssuingGate.Finding finding) {
        return IssuingCondition.newBuilder()
                .setCondition(finding.condition().code().name())
                .setZh(finding.condition().zh())
                .setEn(finding.condition().en())
                .setMet(finding.met())
                .setDetail(finding.refusal().map(CodedException::zh).orElse(finding.detail()))
                .setCode(finding.refusal().map(refusal -> refusal.code().name()).orElse(""))
                .build();
    }

    static CardOsEntry cardOs(CardOs entry, LocalDate today) {
        return CardOsEntry.newBuilder()
                .setApprovalNumber(entry.approvalNumber())
                .setVendor(entry.vendor())
                .setChip(entry.chip())
                .setCardOs(entry.cardOs())
                .setHistorical(entry.historical())
                .setValidFrom(entry.validFrom().toString())
                .setValidTo(entry.validTo().toString())
                .setStanding(entry.standing(today).name())
                .setReason(entry.reason())
                .setChangedBy(entry.changedBy())
                .build();
    }

    /** @throws CodedException REQUEST_INVALID for another name than the enum's */
    static <E extends Enum<E>> E named(Class<E> codes, String field, String name) {
        return Arrays.stream(codes.getEnumConstants())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        field,
                        Arrays.stream(codes.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
