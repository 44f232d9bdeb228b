package org.sscard.issuer.workflow;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One application and how far it is (办件).
 *
 * @param id prefix of its workflow and six digits or more
 * @param fields what was filled in, by code of the field
 * @param structure SHA-256 of the file structure, in hex, from its submission on
 * @param face SHA-256 of the card face, in hex, from its submission on
 * @param refersTo the registration that it stands on
 * @param issuerId the 24 digits of element 04, once they are allotted
 * @param delivery of keys, once it is named
 * @param version counts up with every change
 * @param validUntil last day on which its result holds
 */
public record WorkflowRecord(
        String id,
        WorkflowKind kind,
        String region,
        WorkflowState state,
        Map<String, String> fields,
        Optional<String> structure,
        Optional<String> face,
        Optional<String> refersTo,
        Optional<String> issuerId,
        Optional<String> delivery,
        int version,
        String createdBy,
        Instant createdAt,
        Instant changedAt,
        Optional<LocalDate> validUntil) {

    /**
     * A line of its timeline.
     *
     * @param from empty for its beginning
     * @param note reason or remark
     */
    public record Entry(
            StepCode step,
            Optional<WorkflowState> from,
            WorkflowState to,
            String account,
            String person,
            String note,
            Instant at) {}

    /**
     * A paper that is attached, without its content.
     *
     * @param sha256 in hex
     */
    public record Paper(
            int number, String code, String fileName, int bytes, String sha256, String addedBy, Instant addedAt) {}

    /** The record with everything that belongs to it. */
    public record Whole(WorkflowRecord record, List<Entry> timeline, List<Paper> papers) {

        public Whole {
            timeline = List.copyOf(timeline);
            papers = List.copyOf(papers);
        }
    }

    public WorkflowRecord {
        fields = Map.copyOf(new TreeMap<>(fields));
    }

    /** Empty where nothing was filled in. */
    public String field(String code) {
        return fields.getOrDefault(code, "");
    }

    public WorkflowTable.Workflow workflow() {
        return WorkflowTable.table().workflow(kind);
    }

    /** What was asked for holds on this day. */
    public boolean inForce(LocalDate day) {
        return WorkflowTable.table().state(state).inForce()
                && validUntil.map(last -> !day.isAfter(last)).orElse(true);
    }

    WorkflowRecord with(Map<String, String> filled) {
        return changed(state, filled, structure, face, issuerId, delivery, validUntil);
    }

    WorkflowRecord moved(WorkflowState to, Optional<LocalDate> until) {
        return changed(to, fields, structure, face, issuerId, delivery, until);
    }

    WorkflowRecord stamped(Optional<String> cardStructure, Optional<String> cardFace) {
        return changed(state, fields, cardStructure, cardFace, issuerId, delivery, validUntil);
    }

    WorkflowRecord allotted(String id) {
        return changed(state, fields, structure, face, Optional.of(id), delivery, validUntil);
    }

    WorkflowRecord delivered(String id) {
        return changed(state, fields, structure, face, issuerId, Optional.of(id), validUntil);
    }

    private WorkflowRecord changed(
            WorkflowState to,
            Map<String, String> filled,
            Optional<String> cardStructure,
            Optional<String> cardFace,
            Optional<String> allotted,
            Optional<String> delivered,
            Optional<LocalDate> until) {
        return new WorkflowRecord(
                id,
                kind,
                region,
                to,
                filled,
                cardStructure,
                cardFace,
                refersTo,
                allotted,
                delivered,
                version,
                createdBy,
                createdAt,
                changedAt,
                until);
    }
}
