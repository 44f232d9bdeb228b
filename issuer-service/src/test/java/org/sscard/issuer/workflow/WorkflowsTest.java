package org.sscard.issuer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sscard.issuer.workflow.WorkflowHouse.CLERK;
import static org.sscard.issuer.workflow.WorkflowHouse.MINISTRY;
import static org.sscard.issuer.workflow.WorkflowHouse.PROVINCE;
import static org.sscard.issuer.workflow.WorkflowHouse.REGION;
import static org.sscard.issuer.workflow.WorkflowHouse.TODAY;
import static org.sscard.issuer.workflow.WorkflowHouse.person;
import static org.sscard.issuer.workflow.WorkflowHouse.registrationFields;
import static org.sscard.issuer.workflow.WorkflowHouse.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.psam.PsamOrder;
import org.sscard.issuer.psam.PsamRecord;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class WorkflowsTest {

    @TempDir
    private Path data;

    private WorkflowHouse house;

    @BeforeEach
    void open() {
        house = new WorkflowHouse(data);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void registration_goesFromCityOverProvinceToMinistry_whoAllotsTheIssuerId() {
        WorkflowRecord record = house.registered();

        assertThat(record.state()).isEqualTo(WorkflowState.APPROVED);
        // Element 04: 9156000002, issuing region, initialising region, sequence.
        assertThat(record.issuerId()).hasValue("915600000221100221100001");
        assertThat(record.structure()).hasValue(house.issue.structure().digest());
        assertThat(record.face()).hasValue(house.issue.face());
        WorkflowRecord.Whole whole = house.workflows.find(record.id());
        assertThat(whole.timeline())
                .extracting(WorkflowRecord.Entry::step)
                .containsExactly(
                        StepCode.OPEN,
                        StepCode.ATTACH,
                        StepCode.ATTACH,
                        StepCode.ATTACH,
                        StepCode.SUBMIT,
                        StepCode.PASS,
                        StepCode.APPROVE);
        assertThat(house.workflows.offered(whole, CLERK)).isEmpty();
        assertThat(house.workflows.offered(whole, MINISTRY))
                .extracting(WorkflowTable.Step::code)
                .containsExactly(StepCode.REVOKE);
    }

    @Test
    void onlyTheNextStepsOfTheTable_areTaken_byThoseWhoseTurnItIs() {
        WorkflowRecord record = house.draft(WorkflowKind.REGISTRATION, registrationFields());
        String id = record.id();
        refused(ErrorCode.WORKFLOW_STEP_ILLEGAL, () -> house.take(id, StepCode.APPROVE, "", "01", MINISTRY));
        refused(ErrorCode.WORKFLOW_STEP_ILLEGAL, () -> house.take(id, StepCode.FILE, "", "", PROVINCE));
        refused(ErrorCode.WORKFLOW_STEP_ILLEGAL, () -> house.take(id, StepCode.COMPLETE, "", "", CLERK));
        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> house.take(id, StepCode.SUBMIT, "", "", PROVINCE));
        refused(
                ErrorCode.ROLE_NOT_ALLOWED,
                () -> house.workflows.open(
                        WorkflowKind.KEY_REQUEST, REGION, Map.of(), person("counter", "P-9", Role.COUNTER)));
        refused(ErrorCode.WORKFLOW_PAPER_MISSING, () -> house.take(id, StepCode.SUBMIT, "", "", CLERK));
        house.attach(id, "APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST");
        house.take(id, StepCode.SUBMIT, "", "", CLERK);
        refused(ErrorCode.WORKFLOW_STEP_ILLEGAL, () -> house.take(id, StepCode.APPROVE, "", "01", MINISTRY));
        refused(ErrorCode.WORKFLOW_STEP_ILLEGAL, () -> house.attach(id, "OTHER"));
        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> house.take(id, StepCode.PASS, "", "", MINISTRY));
        refused(ErrorCode.WORKFLOW_REASON_MISSING, () -> house.take(id, StepCode.RETURN, " ", "", PROVINCE));
        assertThat(house.workflows.find(id).record().state()).isEqualTo(WorkflowState.APPLIED);
    }

    @Test
    void whatWasReturned_isCorrectedAndSentAgain_withItsReasonInTheTimeline() {
        WorkflowRecord record = house.draft(
                WorkflowKind.REGISTRATION, registrationFields(), "APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST");
        String id = record.id();
        house.take(id, StepCode.SUBMIT, "", "", CLERK);
        house.take(id, StepCode.RETURN, "卡面样张不清", "", PROVINCE);
        WorkflowRecord returned = house.workflows.find(id).record();
        house.workflows.change(id, returned.version(), registrationFields(), CLERK);
        house.take(id, StepCode.SUBMIT, "", "", CLERK);
        // The same reviewer looks at it again.
        house.take(id, StepCode.PASS, "", "", PROVINCE);
        house.take(id, StepCode.REFUSE, "不符合规划", "", MINISTRY);

        WorkflowRecord.Whole whole = house.workflows.find(id);
        assertThat(whole.record().state()).isEqualTo(WorkflowState.REFUSED);
        assertThat(whole.timeline()).extracting(WorkflowRecord.Entry::note).contains("卡面样张不清", "不符合规划");
        assertThat(house.gate.look(REGION, "COS-1", 1).get(0).refusal().map(CodedException::code))
                .hasValue(ErrorCode.ISSUING_NOT_REGISTERED);
    }

    @Test
    void whoeverTookPart_doesNotDecide_notEvenWithAnotherAccount() {
        Principal everybody = person("all", "P-1", Role.OPERATOR, Role.PROVINCE, Role.MINISTRY);
        Principal twoTiers = person("two", "P-7", Role.PROVINCE, Role.MINISTRY);
        WorkflowRecord record = house.draft(
                WorkflowKind.REGISTRATION, registrationFields(), "APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST");
        String id = record.id();
        house.take(id, StepCode.SUBMIT, "", "", CLERK);

        // P-1 is the clerk's person.
        refused(ErrorCode.WORKFLOW_SAME_PERSON, () -> house.take(id, StepCode.PASS, "", "", everybody));
        house.take(id, StepCode.PASS, "", "", twoTiers);
        refused(ErrorCode.WORKFLOW_SAME_PERSON, () -> house.take(id, StepCode.APPROVE, "", "01", twoTiers));
        assertThat(house.workflows.offered(house.workflows.find(id), twoTiers)).isEmpty();
        house.take(id, StepCode.APPROVE, "", "01", MINISTRY);
    }

    @Test
    void aSecondRegistration_isADuplicate_andAnIssuerIdIsAllottedOnce() {
        house.registered();
        refused(
                ErrorCode.WORKFLOW_DUPLICATE,
                () -> house.workflows.open(WorkflowKind.REGISTRATION, REGION, registrationFields(), CLERK));
        refused(
                ErrorCode.ROSTER_REGION_UNKNOWN,
                () -> house.workflows.open(WorkflowKind.REGISTRATION, "990101", registrationFields(), CLERK));
        WorkflowRecord other = house.workflows.open(WorkflowKind.REGISTRATION, "211003", registrationFields(), CLERK);
        house.attach(other.id(), "APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST");
        house.take(other, StepCode.SUBMIT, CLERK);
        house.take(other, StepCode.PASS, PROVINCE);
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> house.take(other.id(), StepCode.APPROVE, "", "1", MINISTRY));
        assertThat(house.take(other.id(), StepCode.APPROVE, "", "01", MINISTRY)
                        .record()
                        .issuerId())
                .hasValue("915600000221100321100001");
    }

    @Test
    void fieldsAreCheckedAsTheyComeIn() {
        refused(
                ErrorCode.WORKFLOW_FIELD_INVALID,
                () -> open(Map.of("colour", "red")),
                () -> open(Map.of("cards", "0")),
                () -> open(Map.of("cards", "many")),
                () -> open(Map.of("organisation", "2110")),
                () -> open(Map.of("vendors", "甲，甲")),
                () -> open(Map.of("issuerName", "x".repeat(501))));
        WorkflowRecord half = open(Map.of("cards", "5"));
        house.attach(half.id(), "APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST");
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> house.take(half, StepCode.SUBMIT, CLERK));
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> house.workflows.attach(half.id(), "NO_SUCH", "a.pdf", new byte[1], CLERK),
                () -> house.workflows.attach(half.id(), "OTHER", "../a.pdf", new byte[1], CLERK),
                () -> house.workflows.attach(half.id(), "OTHER", "a.pdf", new byte[0], CLERK));
        refused(
                ErrorCode.REQUEST_TOO_LARGE,
                () -> house.workflows.attach(half.id(), "OTHER", "a.pdf", new byte[5 * 1024 * 1024 + 1], CLERK));
    }

    private WorkflowRecord open(Map<String, String> fields) {
        return house.workflows.open(WorkflowKind.REGISTRATION, REGION, fields, CLERK);
    }

    @Test
    void twoOnOneRecord_theSecondIsTold() {
        WorkflowRecord record = open(registrationFields());
        house.workflows.change(record.id(), record.version(), registrationFields(), CLERK);

        refused(
                ErrorCode.WORKFLOW_CHANGED,
                () -> house.workflows.change(record.id(), record.version(), registrationFields(), CLERK),
                () -> house.workflows.take(record.id(), StepCode.SUBMIT, record.version(), "", "", CLERK));
        refused(ErrorCode.WORKFLOW_NOT_FOUND, () -> house.workflows.find("FX999999"));
    }

    @Test
    void whatStandsOnARegistration_needsOne() {
        for (WorkflowKind kind : WorkflowKind.values()) {
            if (kind != WorkflowKind.REGISTRATION) {
                refused(ErrorCode.ISSUING_NOT_REGISTERED, () -> house.workflows.open(kind, REGION, Map.of(), CLERK));
            }
        }
    }

    @Test
    void aRecordThatWasChangedByHand_isNotBuiltUpon() {
        WorkflowRecord record = open(registrationFields());
        house.database
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "update workflow_record set state = 'APPROVED' where record_id = ?", record.id()));

        refused(ErrorCode.REGISTRY_ROW_TAMPERED, () -> house.workflows.find(record.id()));
        house.cardOs("COS-1", TODAY, TODAY.plusYears(1));
        assertThat(house.gate.look(REGION, "COS-1", 1).get(0).refusal().map(CodedException::code))
                .hasValue(ErrorCode.REGISTRY_ROW_TAMPERED);
    }

    @Test
    void keysAreDone_whenTheDeliveryToTheNamedCustodiansIsImported() {
        house.registered();
        refused(
                ErrorCode.WORKFLOW_FIELD_INVALID,
                () -> house.workflows.open(
                        WorkflowKind.KEY_REQUEST, REGION, Map.of("custodians", "陈一", "medium", "HSM"), CLERK));
        WorkflowRecord record = house.approved(
                WorkflowKind.KEY_REQUEST,
                Map.of("custodians", "陈一、林二", "medium", "KEY_CARDS"),
                StepCode.APPROVE,
                "CUSTODIAN_LIST");
        assertThat(record.state()).isEqualTo(WorkflowState.HANDING_OVER);
        refused(ErrorCode.DELIVERY_NOT_FOUND, () -> link(record, "IN-0000000A"));
        house.deliveries.put("OUT-0000000B", new KeyDeliveries.Facts(false, true, List.of("陈一", "林二"), false, true));
        house.deliveries.put("IN-0000000C", new KeyDeliveries.Facts(true, false, List.of("陈一", "林二"), false, true));
        house.deliveries.put("IN-0000000D", new KeyDeliveries.Facts(true, true, List.of("陈一", "王三"), false, true));
        house.deliveries.put("IN-0000000E", new KeyDeliveries.Facts(true, true, List.of("陈一", "林二"), false, false));
        for (String wrong : List.of("OUT-0000000B", "IN-0000000C", "IN-0000000D", "IN-0000000E")) {
            refused(ErrorCode.WORKFLOW_DELIVERY_DIFFERS, () -> link(record, wrong));
        }
        house.deliveries.put("IN-00000001", new KeyDeliveries.Facts(true, true, List.of("林二", "陈一"), false, true));
        assertThat(link(record, "IN-00000001").record().state()).isEqualTo(WorkflowState.HANDING_OVER);

        house.deliveries.put("IN-00000001", new KeyDeliveries.Facts(true, true, List.of("林二", "陈一"), true, true));
        house.workflows.imported("IN-00000001", CLERK);
        house.workflows.imported("IN-00000099", CLERK);
        assertThat(house.workflows.find(record.id()).record().state()).isEqualTo(WorkflowState.DONE);
    }

    private WorkflowRecord.Whole link(WorkflowRecord record, String delivery) {
        return house.take(record.id(), StepCode.LINK, "", delivery, CLERK);
    }

    @Test
    void psams_areNeverMoreThanApproved_byPurpose() {
        house.registered();
        refused(ErrorCode.PSAM_NOT_APPROVED, () -> issue(1, "定点医院"));
        psams("FIRST", "定点医院=2，定点药店=1", "");
        issue(1, "定点医院");
        issue(2, "定点医院");
        refused(ErrorCode.PSAM_NOT_APPROVED, () -> issue(3, "定点医院"), () -> issue(3, "银行网点"));
        issue(3, "定点药店");
        psams("INCREASE", "定点医院=1", "");
        issue(4, "定点医院");
        refused(ErrorCode.PSAM_NOT_APPROVED, () -> issue(5, "定点医院"));

        house.psams.finish(serial(1), PsamRecord.State.LOST, 6, "chen", "lost");
        refused(ErrorCode.PSAM_NOT_APPROVED, () -> issue(5, "定点医院"));
        psams("REPLACEMENT", "定点医院=1", serial(1));
        issue(5, "定点医院");
        refused(ErrorCode.PSAM_NOT_APPROVED, () -> issue(6, "定点医院"));
    }

    @Test
    void psamRequests_comeInOrder_andALostOneIsReplacedOnce() {
        house.registered();
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> psams("INCREASE", "定点医院=1", ""));
        withdrawOpen();
        psams("FIRST", "定点医院=2", "");
        refused(ErrorCode.WORKFLOW_DUPLICATE, () -> psams("FIRST", "定点医院=2", ""));
        withdrawOpen();
        issue(1, "定点医院");
        refused(ErrorCode.PSAM_STATE_REFUSED, () -> psams("REPLACEMENT", "定点医院=1", serial(1)));
        withdrawOpen();
        house.psams.finish(serial(1), PsamRecord.State.LOST, 6, "chen", "lost");
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> psams("REPLACEMENT", "定点医院=2", serial(1)));
        withdrawOpen();
        psams("REPLACEMENT", "定点医院=1", serial(1));
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> psams("REPLACEMENT", "定点医院=1", serial(1)));
        withdrawOpen();
        refused(
                ErrorCode.WORKFLOW_FIELD_INVALID,
                () -> psams("INCREASE", "定点医院", ""),
                () -> psams("INCREASE", "定点医院=0", ""),
                () -> psams("INCREASE", "定点医院=1，定点医院=2", ""),
                () -> psams("REPLACEMENT", "定点医院=1", "12"));
    }

    private void withdrawOpen() {
        house.workflows
                .list(WorkflowKind.PSAM_REQUEST, WorkflowState.DRAFT, REGION, 10)
                .forEach(record -> house.take(record.id(), StepCode.WITHDRAW, "重新填写", "", CLERK));
    }

    private WorkflowRecord psams(String kind, String purposes, String replaces) {
        return house.approved(
                WorkflowKind.PSAM_REQUEST,
                Map.of("kind", kind, "level", "3", "purposes", purposes, "replaces", replaces),
                StepCode.APPROVE,
                "APPLICATION_LETTER",
                "LOSS_STATEMENT");
    }

    private void issue(int number, String purpose) {
        house.psams.begin(
                new PsamOrder(serial(number), 3, REGION, CardAlgorithm.DES, purpose, 1), "211002000001", "chen");
        house.psams.finish(serial(number), PsamRecord.State.ISSUED, 6, "chen", "issued");
    }

    private static String serial(int number) {
        return String.format("211002%014d", number);
    }

    @Test
    void theGeneralTest_isPassedByEveryPoint_orNotAtAll() {
        house.registered();
        house.cardOs("COS-1", TODAY, TODAY.plusYears(1));
        WorkflowRecord record = house.draft(WorkflowKind.GENERAL_TEST, Map.of("cardOs", "COS-1"));
        for (byte[] bad : List.of(
                "nonsense".getBytes(StandardCharsets.UTF_8),
                "{}".getBytes(StandardCharsets.UTF_8),
                text(report("PASSED", Map.of()))
                        .replace("\"complete\": true", "\"complete\": false")
                        .getBytes(StandardCharsets.UTF_8),
                text(report("PASSED", Map.of()))
                        .replace("\"number\": 26", "\"number\": 99")
                        .getBytes(StandardCharsets.UTF_8),
                text(report("PASSED", Map.of()))
                        .replace("\"number\": 26", "\"number\": 25")
                        .getBytes(StandardCharsets.UTF_8),
                text(report("PERFECT", Map.of())).getBytes(StandardCharsets.UTF_8))) {
            refused(
                    ErrorCode.TEST_REPORT_INVALID,
                    () -> house.workflows.attach(record.id(), "TEST_REPORT", "report.json", bad, CLERK));
        }
        attach(record, report("PASSED", Map.of(24, "SKIPPED", 25, "SKIPPED")));
        refused(ErrorCode.TEST_REPORT_FAILED, () -> house.take(record, StepCode.SUBMIT, CLERK));
        // A second run on a card that was given up.
        attach(record, report("SKIPPED", Map.of(24, "PASSED", 25, "PASSED")));
        house.take(record, StepCode.SUBMIT, CLERK);
        WorkflowRecord accepted = house.take(record, StepCode.APPROVE, PROVINCE).record();
        assertThat(accepted.validUntil()).hasValue(TODAY.plusMonths(36));

        WorkflowRecord second = house.draft(WorkflowKind.GENERAL_TEST, Map.of("cardOs", "COS-1"));
        refused(
                ErrorCode.WORKFLOW_PAPER_REPEATED,
                () -> attach(second, report("PASSED", Map.of(24, "SKIPPED", 25, "SKIPPED"))));
        attach(second, report("PASSED", Map.of(), "another run"));
        attach(second, report("PASSED", Map.of(19, "FAILED"), "and one more"));
        refused(ErrorCode.TEST_REPORT_FAILED, () -> house.take(second, StepCode.SUBMIT, CLERK));
    }

    @Test
    void aReportOfOtherCards_provesNothing() {
        house.registered();
        house.cardOs("COS-1", TODAY, TODAY.plusYears(1));
        String good = text(report("PASSED", Map.of()));
        for (String other : List.of(
                good.replace("\"region\": \"211002\"", "\"region\": \"211003\""),
                good.replace("\"version\": \"2.00\"", "\"version\": \"3.00\""),
                good.replace("\"algorithm\": \"DES\"", "\"algorithm\": \"SM4\""),
                good.replace("3B6D000000815448C9", "3B6D000000815448CA"),
                good.replace("2026-11-21", "2026-11-23"))) {
            WorkflowRecord record = house.draft(WorkflowKind.GENERAL_TEST, Map.of("cardOs", "COS-1"));
            attach(record, other.getBytes(StandardCharsets.UTF_8));
            refused(ErrorCode.TEST_REPORT_INVALID, () -> house.take(record, StepCode.SUBMIT, CLERK));
        }
        WorkflowRecord unknown = house.draft(WorkflowKind.GENERAL_TEST, Map.of("cardOs", "COS-9"));
        attach(unknown, good.getBytes(StandardCharsets.UTF_8));
        refused(ErrorCode.CARD_OS_NOT_FOUND, () -> house.take(unknown, StepCode.SUBMIT, CLERK));
    }

    private void attach(WorkflowRecord record, byte[] report) {
        house.workflows.attach(record.id(), "TEST_REPORT", "report.json", report, CLERK);
    }

    private static String text(byte[] report) {
        return new String(report, StandardCharsets.UTF_8);
    }

    @Test
    void anotherFaceOrStructure_needsANewApproval_andSaysWhichOfThem() {
        house.registered();
        WorkflowRecord same = house.draft(
                WorkflowKind.CHANGE_APPROVAL,
                Map.of("change", "FACE", "description", "新卡面"),
                "CHANGE_STATEMENT",
                "FACE_PROOF");
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> house.take(same, StepCode.SUBMIT, CLERK));
        CurrentIssue other = WorkflowHouse.issue(Set.of(), "b".repeat(64));
        Workflows reconfigured = house.at(other);
        reconfigured.take(
                same.id(),
                StepCode.SUBMIT,
                house.workflows.find(same.id()).record().version(),
                "",
                "",
                CLERK);
        assertThat(met(house.gate(other), Condition.FACE)).isFalse();
        assertThat(met(house.gate, Condition.FACE)).isTrue();
        house.take(same, StepCode.PASS, PROVINCE);
        house.take(same, StepCode.APPROVE, MINISTRY);
        assertThat(met(house.gate(other), Condition.FACE)).isTrue();
        assertThat(met(house.gate, Condition.FACE)).isFalse();
        assertThat(met(house.gate(other), Condition.STRUCTURE)).isTrue();
        assertThat(met(house.gate(WorkflowHouse.issue(Set.of("DF07"), "b".repeat(64))), Condition.STRUCTURE))
                .isFalse();
    }

    private static boolean met(IssuingGate gate, Condition condition) {
        return gate.look(REGION, "COS-1", 1).stream()
                .filter(finding -> finding.condition().code() == condition)
                .findFirst()
                .orElseThrow()
                .met();
    }

    @Test
    void theGate_opensWhenEveryConditionIsMet_andNamesTheFirstThatIsNot() {
        Optional<ErrorCode> code = refusal("COS-1", 100);
        assertThat(code).hasValue(ErrorCode.ISSUING_NOT_REGISTERED);
        house.registered();
        assertThat(refusal("COS-1", 100)).hasValue(ErrorCode.KEYS_NOT_HANDED_OVER);
        house.handedOver();
        assertThat(refusal("COS-1", 100)).hasValue(ErrorCode.CARD_OS_NOT_FOUND);
        house.cardOs("COS-1", TODAY, TODAY);
        assertThat(refusal("COS-1", 100)).hasValue(ErrorCode.GENERAL_TEST_MISSING);
        house.tested("COS-1");
        assertThat(refusal("COS-1", 100)).isEmpty();
        assertThat(refusal("COS-1", 101)).hasValue(ErrorCode.ISSUING_QUANTITY_EXCEEDED);
        house.approved(
                WorkflowKind.CHANGE_FILING,
                Map.of("moreCards", "50", "moreVendors", "卡厂丙", "description", "增加发卡"),
                StepCode.FILE,
                "CHANGE_STATEMENT");
        assertThat(refusal("COS-1", 150)).isEmpty();
        house.register.revoke("COS-1", "wang", "缺陷");
        assertThat(refusal("COS-1", 1)).hasValue(ErrorCode.CARD_OS_NOT_APPROVED);
        house.cardOs("COS-1", TODAY.plusDays(1), TODAY.plusDays(9));
        assertThat(refusal("COS-1", 1)).hasValue(ErrorCode.CARD_OS_EXPIRED);
        refused(ErrorCode.CARD_OS_KNOWN, () -> house.cardOs("COS-1", TODAY, TODAY));
    }

    @Test
    void anEmptyFiling_filesNothing() {
        house.registered();
        WorkflowRecord empty = house.draft(WorkflowKind.CHANGE_FILING, Map.of("description", "无"), "CHANGE_STATEMENT");
        refused(ErrorCode.WORKFLOW_FIELD_INVALID, () -> house.take(empty, StepCode.SUBMIT, CLERK));
    }

    private Optional<ErrorCode> refusal(String cardOs, int cards) {
        try {
            house.gate.require(REGION, cardOs, cards);
            return Optional.empty();
        } catch (CodedException e) {
            return Optional.of(e.code());
        }
    }

    static void refused(ErrorCode code, ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            CodedException.class,
                            failure -> assertThat(failure.code()).isEqualTo(code));
        }
    }
}
