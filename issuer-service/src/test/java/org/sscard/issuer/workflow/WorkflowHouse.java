package org.sscard.issuer.workflow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.BureauDatabase;
import org.sscard.issuer.cardtest.TestPoint;
import org.sscard.issuer.cardtest.TestPoints;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.psam.store.PsamStore;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.issuer.workflow.store.WorkflowStore;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;

/** The workflows on an empty database, with the people who take their steps. */
final class WorkflowHouse implements AutoCloseable {

    static final String REGION = "211002";
    static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    static final String HISTORICAL = "00815448C9";

    static final Principal CLERK = person("clerk", "P-1", Role.OPERATOR);
    static final Principal PROVINCE = person("province", "P-2", Role.PROVINCE);
    static final Principal MINISTRY = person("ministry", "P-3", Role.MINISTRY);

    final Database database = BureauDatabase.fresh();
    final Clock clock = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);
    final CurrentIssue issue = issue(Set.of(), "a".repeat(64));
    final Map<String, KeyDeliveries.Facts> deliveries = new HashMap<>();
    final RegistrySeal seal;
    final WorkflowStore store;
    final CardOsStore register;
    final ReleaseStore releases;
    final PsamQuota quota;
    final PsamStore psams;
    final Workflows workflows;
    final IssuingGate gate;

    private final AuditLog audit;

    WorkflowHouse(Path data) {
        audit = AuditLog.open(data.resolve("audit.log"), clock);
        seal = Bench.SEAL;
        store = new WorkflowStore(database, clock, seal);
        register = new CardOsStore(database, clock, seal);
        releases = new ReleaseStore(database, clock, seal, register, true);
        quota = new PsamQuota(store, true, clock);
        psams = new PsamStore(database, clock, quota);
        workflows = at(issue);
        gate = gate(issue);
    }

    static CurrentIssue issue(Set<String> optional, String face) {
        return new CurrentIssue(
                new CardStructure(SpecificationVersion.V2_0, CardAlgorithm.DES, optional), face, "211000", 1);
    }

    /** The same house after its configuration was changed. */
    Workflows at(CurrentIssue other) {
        return new Workflows(
                store,
                new SubmitRules(store, register, psams, other, clock),
                (id, region) -> Optional.ofNullable(deliveries.get(id)),
                Set.of(REGION, "211003"),
                audit,
                clock);
    }

    IssuingGate gate(CurrentIssue other) {
        return new IssuingGate(store, register, releases, other, clock);
    }

    static Principal person(String account, String person, Role... roles) {
        return new Principal(account, person, Set.of(roles), true);
    }

    WorkflowRecord.Whole take(WorkflowRecord record, StepCode step, Principal by) {
        return take(record.id(), step, "", "", by);
    }

    WorkflowRecord.Whole take(String id, StepCode step, String note, String input, Principal by) {
        return workflows.take(id, step, workflows.find(id).record().version(), note, input, by);
    }

    void attach(String id, String... papers) {
        for (String paper : papers) {
            workflows.attach(id, paper, paper + ".pdf", (id + paper).getBytes(StandardCharsets.UTF_8), CLERK);
        }
    }

    WorkflowRecord draft(WorkflowKind kind, Map<String, String> fields, String... papers) {
        WorkflowRecord record = workflows.open(kind, REGION, fields, CLERK);
        attach(record.id(), papers);
        return workflows.find(record.id()).record();
    }

    static Map<String, String> registrationFields() {
        return Map.of(
                "issuerName", "辽阳市人力资源和社会保障局",
                "organisation", "211000",
                "cards", "100",
                "vendors", "卡厂甲，卡厂乙");
    }

    /** Applied for, reviewed, approved. */
    WorkflowRecord registered() {
        WorkflowRecord record = draft(
                WorkflowKind.REGISTRATION, registrationFields(), "APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST");
        take(record, StepCode.SUBMIT, CLERK);
        take(record, StepCode.PASS, PROVINCE);
        return take(record.id(), StepCode.APPROVE, "同意", "01", MINISTRY).record();
    }

    WorkflowRecord approved(WorkflowKind kind, Map<String, String> fields, StepCode approve, String... papers) {
        WorkflowRecord record = draft(kind, fields, papers);
        take(record, StepCode.SUBMIT, CLERK);
        return take(record, approve, PROVINCE).record();
    }

    WorkflowRecord handedOver() {
        WorkflowRecord record = approved(
                WorkflowKind.KEY_REQUEST,
                Map.of("custodians", "陈一、林二", "medium", "KEY_CARDS"),
                StepCode.APPROVE,
                "CUSTODIAN_LIST");
        deliveries.put("IN-00000001", new KeyDeliveries.Facts(true, true, List.of("陈一", "林二"), true, true));
        return take(record.id(), StepCode.LINK, "", "IN-00000001", CLERK).record();
    }

    CardOs cardOs(String number, LocalDate from, LocalDate to) {
        return register.approve(
                new CardOs(number, "卡厂甲", "芯片 A", "COS 2.1", HISTORICAL, from, to, false, "", "", Instant.EPOCH),
                "two persons");
    }

    WorkflowRecord tested(String cardOs) {
        WorkflowRecord record = draft(WorkflowKind.GENERAL_TEST, Map.of("cardOs", cardOs));
        workflows.attach(record.id(), "TEST_REPORT", "report.json", report("PASSED", Map.of()), CLERK);
        take(record, StepCode.SUBMIT, CLERK);
        return take(record, StepCode.APPROVE, PROVINCE).record();
    }

    /** What the card test kit writes, with every point of this outcome but some. */
    static byte[] report(String outcome, Map<Integer, String> others) {
        return report(outcome, others, "");
    }

    static byte[] report(String outcome, Map<Integer, String> others, String remark) {
        String points = TestPoints.all().stream()
                .map(TestPoint::number)
                .map(number ->
                        "{\"number\": " + number + ", \"outcome\": \"" + others.getOrDefault(number, outcome) + "\"}")
                .collect(Collectors.joining(","));
        return ("{\"report\": \"sscard-card-test\", \"version\": 1, \"complete\": true, \"remark\": \"" + remark
                        + "\", \"finishedAt\": \"2026-11-21T10:00:00Z\", \"card\": {\"atr\": \"3B6D0000" + HISTORICAL
                        + "8684211000000001\", \"region\": \"211002\", \"version\": \"2.00\", \"algorithm\": \"DES\"},"
                        + " \"points\": [" + points + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        audit.close();
    }
}
