package org.sscard.issuer.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.issuer.TestStation;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.AttachPaperRequest;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.BureauServiceGrpc.BureauServiceBlockingStub;
import org.sscard.wire.issuer.v1.BureauServiceGrpc.BureauServiceStub;
import org.sscard.wire.issuer.v1.CardFaceServiceGrpc.CardFaceServiceBlockingStub;
import org.sscard.wire.issuer.v1.CheckIssuingRequest;
import org.sscard.wire.issuer.v1.CreateBatchRequest;
import org.sscard.wire.issuer.v1.DrawProofRequest;
import org.sscard.wire.issuer.v1.GetBatchRequest;
import org.sscard.wire.issuer.v1.GetRecordRequest;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.IssuingCondition;
import org.sscard.wire.issuer.v1.ListCardOsRequest;
import org.sscard.wire.issuer.v1.OpenRecordRequest;
import org.sscard.wire.issuer.v1.PersonaliseBatchRequest;
import org.sscard.wire.issuer.v1.ReceiveBlanksRequest;
import org.sscard.wire.issuer.v1.RosterChunk;
import org.sscard.wire.issuer.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.sscard.wire.issuer.v1.TakeStepRequest;
import org.sscard.wire.issuer.v1.WorkflowRecord;
import org.sscard.wire.issuer.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import org.sscard.wire.issuer.v1.WorkflowStep;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.DecideRequest;
import org.sscard.wire.keys.v1.PerformRequest;

/** A running bureau where the workflows are required: from the registration to a card, and what stops one. */
class WorkflowServiceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path data;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private IssuerService issuer;
    private InternalCa ca;

    @AfterEach
    void close() throws Exception {
        for (int at = opened.size() - 1; at >= 0; at--) {
            opened.get(at).close();
        }
        issuer.close();
    }

    private void start(String required) {
        issuer = IssuerService.start(
                Configuration.defaults(
                        Map.of(
                                "data", "\"" + data + "\"",
                                "server.port", "0",
                                "leaseTime", "3s",
                                "tick", "500ms",
                                "workflowsRequired", required),
                        IssuerConfig.class),
                true,
                Clock.systemUTC(),
                new SecureRandom());
        ca = InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom());
    }

    @Test
    void withoutRegistrationTestAndCardOs_nothingIsReleased_andWithoutReleaseNothingIsMade() throws Exception {
        start("true");
        Batch batch = batch();
        refused(ErrorCode.BATCH_NOT_RELEASED, () -> personalise(batch));
        String registration = registered();
        assertThat(missing()).containsExactly("KEYS", "CARD_OS", "VENDOR", "TESTED");
        refused(
                ErrorCode.KEYS_NOT_HANDED_OVER,
                () -> ask("BATCH_RELEASE", Map.of("batch", batch.getBatchId(), "cardOs", "X")));
        assertThat(text(workflows("clerk", "P-1", Role.OPERATOR)
                        .getForm(GetRecordRequest.newBuilder()
                                .setRecordId(registration)
                                .build())
                        .getPdf()))
                .contains("社会保障卡发行注册申请表")
                .contains("辽阳市人力资源和社会保障局")
                .contains("915600000221100221100001")
                .contains("部级（章）")
                .contains("第 1 页 共");
        refused(ErrorCode.BATCH_NOT_RELEASED, () -> personalise(batch));
    }

    @Test
    void aReleasedBatch_isMadeOfItsCardOsOnly_andStopsWhenTheApprovalIsRevoked() throws Exception {
        start("false");
        SimulatedCard known = Bench.blank();
        SimulatedCard unlisted = Bench.blank();
        byte[] chip = HistoricalBytes.ofAtr(known.atr()).orElseThrow().bytes();
        String historical = HexFormat.of().withUpperCase().formatHex(chip, 0, 5);
        approveCardOs(
                "COS-2026-001", historical, LocalDate.now(Clock.systemUTC()).plusYears(1));
        refused(
                ErrorCode.CARD_OS_KNOWN,
                () -> ask("COS_APPROVE", cardOs("COS-2026-001", historical, LocalDate.now(Clock.systemUTC()))));
        stub(StockServiceBlockingStub.class, "clerk", "P-1", Role.OPERATOR)
                .receiveBlanks(ReceiveBlanksRequest.newBuilder()
                        .setLot("L1")
                        .setVendor("卡厂甲")
                        .setCardOs("COS 2.1")
                        .addChips(ByteString.copyFrom(chip))
                        .build());
        Batch batch = batch();
        refused(
                ErrorCode.CARD_OS_NOT_FOUND,
                () -> ask("BATCH_RELEASE", Map.of("batch", batch.getBatchId(), "cardOs", "COS-9")));
        both("BATCH_RELEASE", Map.of("batch", batch.getBatchId(), "cardOs", "COS-2026-001"));
        refused(
                ErrorCode.BATCH_RELEASED,
                () -> ask("BATCH_RELEASE", Map.of("batch", batch.getBatchId(), "cardOs", "COS-2026-001")));
        personalise(batch);

        RpcConnection line = RpcConnection.to(issuer.url(), ca.client("station-1", "station-1", Role.STATION));
        opened.add(line);
        TestStation station = new TestStation(line, "station-1", "reader A", "reader B");
        opened.add(station);
        // A blank that nobody took in has no card OS that anybody approved: it is left alone.
        station.insert("reader A", unlisted);
        station.insert("reader B", known);
        await().atMost(PATIENCE).until(() -> count(batch, "QC_PASSED") == 1);
        assertThat(count(batch, "SPOILED")).isZero();

        stub(CustodyServiceBlockingStub.class, "clerk", "P-1", Role.OPERATOR)
                .performAlone(action("COS_REVOKE", Map.of("approval", "COS-2026-001", "reason", "缺陷")));
        refused(ErrorCode.CARD_OS_NOT_APPROVED, () -> personalise(batch));
        assertThat(workflows("clerk", "P-1", Role.OPERATOR)
                        .listCardOs(ListCardOsRequest.getDefaultInstance())
                        .getEntries(0)
                        .getStanding())
                .isEqualTo("REVOKED");
        assertThat(text(workflows("clerk", "P-1", Role.OPERATOR)
                        .getCardOsList(ListCardOsRequest.getDefaultInstance())
                        .getPdf()))
                .contains("卡操作系统（COS）核准清单")
                .contains("COS-2026-001")
                .contains("已撤销");
    }

    @Test
    void aProofShowsTheHolder_onlyToWhoWorksOnCards() throws Exception {
        start("false");
        Batch batch = batch();
        String number = bureau().getBatch(batchOf(batch)).getCards(0).getCardNumber();
        byte[] png = face("inspector", "P-8", Role.INSPECTOR)
                .drawProof(DrawProofRequest.newBuilder()
                        .setSide("BACK")
                        .setCardNumber(number)
                        .build())
                .getContent()
                .toByteArray();
        assertThat(new String(png, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
        refused(
                ErrorCode.ROLE_NOT_ALLOWED,
                () -> face("auditor", "P-9", Role.AUDITOR)
                        .drawProof(DrawProofRequest.newBuilder().setSide("BACK").build()));
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> face("inspector", "P-8", Role.INSPECTOR)
                        .drawProof(DrawProofRequest.newBuilder().setSide("EDGE").build()),
                () -> face("inspector", "P-8", Role.INSPECTOR)
                        .drawProof(DrawProofRequest.newBuilder()
                                .setSide("BACK")
                                .setFormat("BMP")
                                .build()));
        refused(
                ErrorCode.CARD_NOT_FOUND,
                () -> face("inspector", "P-8", Role.INSPECTOR)
                        .drawProof(DrawProofRequest.newBuilder()
                                .setSide("BACK")
                                .setCardNumber("A9999999X")
                                .build()));
    }

    private String registered() {
        WorkflowServiceBlockingStub clerk = workflows("clerk", "P-1", Role.OPERATOR);
        WorkflowRecord record = clerk.openRecord(OpenRecordRequest.newBuilder()
                .setKind("REGISTRATION")
                .setRegion("211002")
                .putAllFields(WorkflowHouse.registrationFields())
                .build());
        for (String paper : List.of("APPLICATION_LETTER", "FACE_PROOF", "STRUCTURE_LIST")) {
            record = clerk.attachPaper(AttachPaperRequest.newBuilder()
                    .setRecordId(record.getRecordId())
                    .setCode(paper)
                    .setFileName(paper + ".pdf")
                    .setContent(ByteString.copyFromUtf8(paper))
                    .build());
        }
        assertThat(record.getNextStepsList()).extracting(WorkflowStep::getStep).containsExactly("SUBMIT", "WITHDRAW");
        record = take(clerk, record, "SUBMIT", "");
        assertThat(record.getNextStepsList()).extracting(WorkflowStep::getStep).containsExactly("WITHDRAW");
        record = take(workflows("sheng", "P-2", Role.PROVINCE), record, "PASS", "");
        record = take(workflows("bu", "P-3", Role.MINISTRY), record, "APPROVE", "01");
        assertThat(record.getIssuerId()).isEqualTo("915600000221100221100001");
        return record.getRecordId();
    }

    private static WorkflowRecord take(
            WorkflowServiceBlockingStub by, WorkflowRecord record, String step, String input) {
        return by.takeStep(TakeStepRequest.newBuilder()
                .setRecordId(record.getRecordId())
                .setStep(step)
                .setSeenVersion(record.getVersion())
                .setInput(input)
                .build());
    }

    private List<String> missing() {
        return workflows("clerk", "P-1", Role.OPERATOR)
                .checkIssuing(
                        CheckIssuingRequest.newBuilder().setRegion("211002").build())
                .getConditionsList()
                .stream()
                .filter(condition -> !condition.getMet())
                .map(IssuingCondition::getCondition)
                .toList();
    }

    private void approveCardOs(String number, String historical, LocalDate until) {
        both("COS_APPROVE", cardOs(number, historical, until));
    }

    private static Map<String, String> cardOs(String number, String historical, LocalDate until) {
        return Map.of(
                "approval", number,
                "vendor", "卡厂甲",
                "chip", "芯片 A",
                "cardOs", "COS 2.1",
                "historical", historical,
                "from", "2026-01-01",
                "to", until.toString());
    }

    /** One asks, another person approves, the first one does it. */
    private void both(String verb, Map<String, String> arguments) {
        ApprovalState asked = ask(verb, arguments);
        refused(
                ErrorCode.APPROVAL_SAME_PERSON,
                () -> stub(CustodyServiceBlockingStub.class, "clerk2", "P-1", Role.REVIEWER)
                        .approve(DecideRequest.newBuilder()
                                .setApprovalId(asked.getApprovalId())
                                .build()));
        stub(CustodyServiceBlockingStub.class, "wang", "P-4", Role.REVIEWER)
                .approve(DecideRequest.newBuilder()
                        .setApprovalId(asked.getApprovalId())
                        .build());
        stub(CustodyServiceBlockingStub.class, "clerk", "P-1", Role.OPERATOR)
                .performAction(PerformRequest.newBuilder()
                        .setApprovalId(asked.getApprovalId())
                        .setAction(action(verb, arguments))
                        .build());
    }

    private ApprovalState ask(String verb, Map<String, String> arguments) {
        return stub(CustodyServiceBlockingStub.class, "clerk", "P-1", Role.OPERATOR)
                .requestAction(action(verb, arguments));
    }

    private static CustodyAction action(String verb, Map<String, String> arguments) {
        return CustodyAction.newBuilder()
                .setVerb(verb)
                .putAllArguments(arguments)
                .build();
    }

    private Batch batch() throws Exception {
        importSample();
        return bureau().createBatch(CreateBatchRequest.newBuilder()
                .setRegion("211002")
                .setLimit(2)
                .build());
    }

    private void importSample() throws Exception {
        byte[] file;
        try (InputStream sample = IssuerService.class.getResourceAsStream("intake/roster-sample.csv")) {
            file = sample.readAllBytes();
        }
        CompletableFuture<ImportReport> report = new CompletableFuture<>();
        RpcConnection connection = RpcConnection.to(issuer.url(), ca.client("clerk", "P-1", Role.OPERATOR));
        opened.add(connection);
        StreamObserver<RosterChunk> stream = connection
                .streamStub(BureauServiceStub.class)
                .importRoster(new StreamObserver<>() {
                    @Override
                    public void onNext(ImportReport answer) {
                        report.complete(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        report.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        stream.onNext(RosterChunk.newBuilder()
                .setFileName("roster.csv")
                .setData(ByteString.copyFrom(file))
                .setSha256(
                        ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(file)))
                .build());
        stream.onCompleted();
        report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void personalise(Batch batch) {
        bureau().personaliseBatch(PersonaliseBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build());
    }

    private int count(Batch batch, String state) {
        return bureau().getBatch(batchOf(batch)).getCardsByStateOrDefault(state, 0);
    }

    private static GetBatchRequest batchOf(Batch batch) {
        return GetBatchRequest.newBuilder().setBatchId(batch.getBatchId()).build();
    }

    private BureauServiceBlockingStub bureau() {
        return stub(BureauServiceBlockingStub.class, "clerk", "P-1", Role.OPERATOR);
    }

    private WorkflowServiceBlockingStub workflows(String account, String person, Role role) {
        return stub(WorkflowServiceBlockingStub.class, account, person, role);
    }

    private CardFaceServiceBlockingStub face(String account, String person, Role role) {
        return stub(CardFaceServiceBlockingStub.class, account, person, role);
    }

    private <T extends AbstractBlockingStub<T>> T stub(Class<T> service, String account, String person, Role role) {
        RpcConnection connection = RpcConnection.to(issuer.url(), ca.client(account, person, role));
        opened.add(connection);
        return connection.stub(service, PATIENCE);
    }

    private static String text(ByteString pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf.toByteArray())) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static void refused(ErrorCode code, ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure -> assertThat(GrpcErrors.fromStatus(failure).map(CodedException::code))
                                    .hasValue(code));
        }
    }
}
