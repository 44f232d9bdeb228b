package org.sscard.issuer.workflow;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.workflow.WorkflowRecord.Entry;
import org.sscard.issuer.workflow.WorkflowTable.Once;
import org.sscard.issuer.workflow.WorkflowTable.Step;
import org.sscard.issuer.workflow.WorkflowTable.Tier;
import org.sscard.issuer.workflow.WorkflowTable.Workflow;
import org.sscard.issuer.workflow.store.WorkflowStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.spec.identity.InitialisationOrganisation;
import org.sscard.spec.identity.RegionCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Takes records along their workflows: only the next steps of the table, by whose turn it is, and whoever decides is another person
 * than those who applied. Everything is in the record's timeline and in the audit log, refusals too.
 */
public final class Workflows {

    private static final WorkflowTable TABLE = WorkflowTable.table();
    private static final Set<WorkflowState> EDITABLE = Set.of(WorkflowState.DRAFT, WorkflowState.RETURNED);
    private static final int MAX_PAPER_BYTES = 5 * 1024 * 1024;
    private static final int MAX_NOTE = 500;
    static final String REPORT = "TEST_REPORT";

    private final WorkflowStore store;
    private final SubmitRules rules;
    private final KeyDeliveries deliveries;
    private final Set<String> regions;
    private final AuditLog audit;
    private final Clock clock;

    public Workflows(
            WorkflowStore store,
            SubmitRules rules,
            KeyDeliveries deliveries,
            Set<String> regions,
            AuditLog audit,
            Clock clock) {
        this.store = store;
        this.rules = rules;
        this.deliveries = deliveries;
        this.regions = Set.copyOf(regions);
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Begins a record.
     *
     * @throws CodedException ROSTER_REGION_UNKNOWN, WORKFLOW_DUPLICATE, WORKFLOW_FIELD_INVALID, ISSUING_NOT_REGISTERED for what
     *     needs a registration
     */
    public WorkflowRecord open(WorkflowKind kind, String region, Map<String, String> fields, Principal by) {
        return recorded(kind + "_OPEN", region, by, () -> {
            Workflow workflow = TABLE.workflow(kind);
            require(Tier.CITY, by);
            if (!regions.contains(region)) {
                throw new CodedException(ErrorCode.ROSTER_REGION_UNKNOWN, region);
            }
            Map<String, String> entered = FieldRules.entered(workflow, fields);
            return store.inTransaction(handle -> {
                store.lockOpening(handle);
                requireNone(handle, workflow, region);
                String registration = workflow.refersTo() == null
                        ? null
                        : rules.registration(handle, region).id();
                WorkflowRecord record = store.open(handle, kind, workflow.prefix(), region, entered, registration, by);
                store.note(handle, record.id(), StepCode.OPEN, null, record.state(), by, "");
                return record;
            });
        });
    }

    private void requireNone(Handle handle, Workflow workflow, String region) {
        if (workflow.once() == Once.NONE) {
            return;
        }
        store.of(handle, workflow.code(), region).stream()
                .filter(record -> TABLE.state(record.state()).open()
                        || (workflow.once() == Once.REGION && record.inForce(today())))
                .findFirst()
                .ifPresent(record -> {
                    throw new CodedException(ErrorCode.WORKFLOW_DUPLICATE, record.id());
                });
    }

    /**
     * Fills a draft in, or corrects what was returned; fields that are not named are emptied.
     *
     * @param seenVersion of the record that the caller looked at
     * @throws CodedException WORKFLOW_NOT_FOUND, WORKFLOW_CHANGED, WORKFLOW_STEP_ILLEGAL, WORKFLOW_FIELD_INVALID
     */
    public WorkflowRecord change(String id, int seenVersion, Map<String, String> fields, Principal by) {
        return recorded(
                "WORKFLOW_CHANGE",
                id,
                by,
                () -> store.inTransaction(handle -> {
                    WorkflowRecord record = editable(handle, id, by, "修改");
                    requireSeen(record, seenVersion);
                    WorkflowRecord changed =
                            store.write(handle, record.with(FieldRules.entered(record.workflow(), fields)));
                    store.note(handle, id, StepCode.CHANGE, record.state(), record.state(), by, "");
                    return changed;
                }));
    }

    /**
     * Attaches a paper; its SHA-256 is kept with it. A report of the general test is read at once.
     *
     * @throws CodedException REQUEST_TOO_LARGE, REQUEST_INVALID, TEST_REPORT_INVALID, WORKFLOW_PAPER_REPEATED
     */
    public WorkflowRecord.Whole attach(String id, String code, String fileName, byte[] content, Principal by) {
        return recorded("WORKFLOW_PAPER", id, by, () -> {
            WorkflowTable.PaperRow paper = TABLE.paper(code)
                    .orElseThrow(() -> new CodedException(
                            ErrorCode.REQUEST_INVALID,
                            "code",
                            TABLE.papers().stream()
                                    .map(WorkflowTable.PaperRow::code)
                                    .collect(Collectors.joining(", "))));
            if (content.length > MAX_PAPER_BYTES) {
                throw new CodedException(ErrorCode.REQUEST_TOO_LARGE, MAX_PAPER_BYTES);
            }
            if (content.length == 0 || !fileName.matches("[^/\\\\\\p{Cntrl}]{1,100}")) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "file", "1.." + MAX_PAPER_BYTES);
            }
            if (code.equals(REPORT)) {
                TestReport.parse(content);
            }
            return store.inTransaction(handle -> {
                WorkflowRecord record = editable(handle, id, by, "附材料");
                store.attach(handle, id, code, fileName, content, by);
                WorkflowRecord changed = store.write(handle, record);
                store.note(
                        handle, id, StepCode.ATTACH, record.state(), record.state(), by, paper.zh() + "：" + fileName);
                return store.whole(handle, changed);
            });
        });
    }

    /**
     * Takes a step.
     *
     * @param note the reason where the step needs one, else a remark or empty
     * @param input what the step takes, else empty
     * @throws CodedException WORKFLOW_STEP_ILLEGAL when it is none of the next ones, ROLE_NOT_ALLOWED, WORKFLOW_SAME_PERSON,
     *     WORKFLOW_REASON_MISSING, WORKFLOW_CHANGED, and what the step itself finds missing
     */
    public WorkflowRecord.Whole take(
            String id, StepCode code, int seenVersion, String note, String input, Principal by) {
        return recorded(
                "WORKFLOW_" + code,
                id,
                by,
                () -> store.inTransaction(handle -> {
                    WorkflowRecord.Whole whole = store.whole(handle, store.locked(handle, id));
                    WorkflowRecord record = whole.record();
                    Step step = next(record, code);
                    require(step.tier(), by);
                    requireSeen(record, seenVersion);
                    requireOther(step, whole.timeline(), by);
                    requireNote(step, note);
                    WorkflowRecord done = effect(handle, whole, step, input.strip());
                    WorkflowRecord moved = move(handle, done, step, by, note.strip());
                    return store.whole(handle, completed(handle, moved, by));
                }));
    }

    /** The steps that this caller may take now. */
    public List<Step> offered(WorkflowRecord.Whole whole, Principal caller) {
        return whole.record().workflow().next(whole.record().state()).stream()
                .filter(step -> TABLE.tier(step.tier()).has(caller))
                .filter(step -> !step.decides() || !takenPart(whole.timeline(), caller))
                .toList();
    }

    /** Custody imported a delivery: the request that waits for it is done. */
    public void imported(String delivery, Principal by) {
        store.inTransaction(handle -> {
            Optional<WorkflowRecord> waiting = store.ofDelivery(handle, delivery);
            waiting.ifPresent(record -> completed(handle, record, by));
            return waiting;
        });
    }

    /** @throws CodedException WORKFLOW_NOT_FOUND */
    public WorkflowRecord.Whole find(String id) {
        return store.whole(id);
    }

    /** Newest first; null filters nothing. */
    public List<WorkflowRecord> list(
            @Nullable WorkflowKind kind, @Nullable WorkflowState state, @Nullable String region, int limit) {
        return store.list(kind, state, region, limit);
    }

    /** @throws CodedException WORKFLOW_NOT_FOUND, REGISTRY_ROW_TAMPERED when it is not what was attached */
    public byte[] paper(String id, int number) {
        return store.content(id, number);
    }

    private WorkflowRecord effect(Handle handle, WorkflowRecord.Whole whole, Step step, String input) {
        WorkflowRecord record = whole.record();
        if (step.code() == StepCode.SUBMIT) {
            return rules.submitted(handle, whole);
        }
        if (step.takes() == WorkflowTable.Takes.ISSUER_SEQUENCE) {
            if (!input.matches("[0-9]{2}")) {
                throw new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, "发卡机构标识号顺序号", "00–99");
            }
            return record.allotted(new InitialisationOrganisation(
                            new RegionCode(record.region()),
                            new RegionCode(record.field("organisation")),
                            Integer.parseInt(input))
                    .digits());
        }
        if (step.takes() == WorkflowTable.Takes.DELIVERY) {
            requireDelivery(record, input);
            return record.delivered(input);
        }
        return record;
    }

    /** The delivery must be the one that was asked for: of this region, and to the custodians that were named. */
    private void requireDelivery(WorkflowRecord record, String id) {
        KeyDeliveries.Facts facts = deliveries
                .find(id, record.region())
                .orElseThrow(() -> new CodedException(ErrorCode.DELIVERY_NOT_FOUND, id));
        List<String> custodians = FieldRules.names(record.field("custodians"));
        if (!facts.incoming() || !facts.ofRegion() || !facts.open()) {
            throw new CodedException(
                    ErrorCode.WORKFLOW_DELIVERY_DIFFERS, id, "须为本机构收到的、" + record.region() + " 的、未作废的交接单");
        }
        if (!new HashSet<>(custodians).equals(new HashSet<>(facts.receivers()))) {
            throw new CodedException(
                    ErrorCode.WORKFLOW_DELIVERY_DIFFERS,
                    id,
                    "接收人 " + String.join("、", facts.receivers()) + "，申领的是 " + String.join("、", custodians));
        }
    }

    private WorkflowRecord move(Handle handle, WorkflowRecord record, Step step, Principal by, String note) {
        int months = record.workflow().validMonths();
        Optional<LocalDate> until = months > 0 && TABLE.state(step.to()).inForce()
                ? Optional.of(today().plusMonths(months))
                : record.validUntil();
        WorkflowRecord moved = store.write(handle, record.moved(step.to(), until));
        store.note(handle, record.id(), step.code(), record.state(), step.to(), by, note);
        return moved;
    }

    /** The step that is nobody's: taken as soon as the delivery is imported. */
    private WorkflowRecord completed(Handle handle, WorkflowRecord record, Principal by) {
        Optional<Step> step = record.workflow().next(record.state()).stream()
                .filter(one -> one.tier() == Tier.HOUSE)
                .findFirst();
        boolean imported = record.delivery()
                .flatMap(id -> deliveries.find(id, record.region()))
                .map(KeyDeliveries.Facts::imported)
                .orElse(false);
        return step.isPresent() && imported
                ? move(handle, record, step.get(), by, record.delivery().orElse(""))
                : record;
    }

    private static Step next(WorkflowRecord record, StepCode code) {
        List<Step> next = record.workflow().next(record.state()).stream()
                .filter(step -> step.tier() != Tier.HOUSE)
                .toList();
        return next.stream()
                .filter(step -> step.code() == code)
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.WORKFLOW_STEP_ILLEGAL,
                        TABLE.state(record.state()).zh(),
                        record.workflow().step(code).map(Step::zh).orElse(code.name()),
                        next.isEmpty() ? "无" : next.stream().map(Step::zh).collect(Collectors.joining("、"))));
    }

    private WorkflowRecord editable(Handle handle, String id, Principal by, String what) {
        require(Tier.CITY, by);
        WorkflowRecord record = store.locked(handle, id);
        if (!EDITABLE.contains(record.state())) {
            throw new CodedException(
                    ErrorCode.WORKFLOW_STEP_ILLEGAL,
                    TABLE.state(record.state()).zh(),
                    what,
                    record.workflow().next(record.state()).stream()
                            .map(Step::zh)
                            .collect(Collectors.joining("、")));
        }
        return record;
    }

    private static void require(Tier tier, Principal by) {
        if (!TABLE.tier(tier).has(by)) {
            throw new CodedException(
                    ErrorCode.ROLE_NOT_ALLOWED, TABLE.tier(tier).zh());
        }
    }

    private static void requireSeen(WorkflowRecord record, int seenVersion) {
        if (record.version() != seenVersion) {
            throw new CodedException(ErrorCode.WORKFLOW_CHANGED, record.id());
        }
    }

    private static void requireOther(Step step, List<Entry> timeline, Principal by) {
        if (step.decides() && takenPart(timeline, by)) {
            throw new CodedException(ErrorCode.WORKFLOW_SAME_PERSON);
        }
    }

    /** As an applicant at any time, or as another decider of the present round. */
    private static boolean takenPart(List<Entry> timeline, Principal caller) {
        int submitted = 0;
        for (int at = 0; at < timeline.size(); at++) {
            submitted = timeline.get(at).step() == StepCode.SUBMIT ? at : submitted;
        }
        for (int at = 0; at < timeline.size(); at++) {
            Entry entry = timeline.get(at);
            boolean same =
                    entry.person().equals(caller.person()) || entry.account().equals(caller.account());
            if (same && (at >= submitted || isApplicants(entry))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isApplicants(Entry entry) {
        return switch (entry.step()) {
            case OPEN, CHANGE, ATTACH, SUBMIT, WITHDRAW, LINK -> true;
            default -> false;
        };
    }

    private static void requireNote(Step step, String note) {
        if (step.reason() && note.isBlank()) {
            throw new CodedException(ErrorCode.WORKFLOW_REASON_MISSING, step.zh());
        }
        if (note.length() > MAX_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "note", "0.." + MAX_NOTE);
        }
    }

    private <T> T recorded(String action, String subject, Principal by, Supplier<T> work) {
        try {
            T result = work.get();
            record(action, subject, by, "OK");
            return result;
        } catch (CodedException e) {
            record(action, subject, by, e.code().name());
            throw e;
        }
    }

    private void record(String action, String subject, Principal by, String result) {
        audit.append(new AuditEntry(by.account(), "workflow", action, subject, result));
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }
}
