package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.DecideRequest;
import org.sscard.wire.keys.v1.Delivery;
import org.sscard.wire.keys.v1.DeliveryFile;
import org.sscard.wire.keys.v1.DeliveryName;
import org.sscard.wire.keys.v1.KeyRecord;
import org.sscard.wire.keys.v1.ListApprovalsRequest;
import org.sscard.wire.keys.v1.ListDeliveriesRequest;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.ListPsamsRequest;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.PsamAnswer;
import org.sscard.wire.keys.v1.PsamOrder;
import org.sscard.wire.keys.v1.PsamState;
import org.sscard.wire.keys.v1.Share;

/** Attempts at custody from outside: what two persons may do together, and what nobody may do alone (A1–A6). */
class CustodyServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROOT = "UKSSSE@1 DESEDE MINISTRY";
    private static final AtomicInteger SERIALS = new AtomicInteger(1);
    private static final List<AutoCloseable> OPENED = new ArrayList<>();

    @TempDir
    private static Path data;

    private static IssuerService issuer;
    private static InternalCa ca;
    private static CustodyServiceBlockingStub chen;
    private static CustodyServiceBlockingStub lin;
    private static CustodyServiceBlockingStub wu;

    @BeforeAll
    static void start() {
        IssuerConfig config =
                Configuration.defaults(Map.of("data", "\"" + data + "\"", "server.port", "0"), IssuerConfig.class);
        issuer = IssuerService.start(config, true, Clock.systemUTC(), new SecureRandom());
        ca = InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom());
        chen = as("chen", "P-001", Role.CUSTODIAN);
        lin = as("lin", "P-002", Role.CUSTODIAN);
        wu = as("wu", "P-003", Role.CUSTODIAN);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable resource : OPENED) {
            resource.close();
        }
        issuer.close();
    }

    @Test
    void aKeyIsShownByItsCheckValue_neverByItsValue() {
        List<KeyRecord> keys =
                chen.listKeys(ListKeysRequest.getDefaultInstance()).getKeysList();
        assertThat(keys).hasSizeGreaterThan(100);
        assertThat(keys).allSatisfy(key -> assertThat(key.getCheckValue()).startsWith("zero_block:"));
        assertThat(keys.toString()).doesNotContain("00112233445566778899").doesNotContain("0123456789ABCDEF");
    }

    @Test
    void nobodyApprovesAlone_notWithASecondAccountEither() {
        CustodyAction suspend = state("RKSSSE@1 DESEDE MINISTRY", "SUSPENDED");
        ApprovalState asked = chen.requestAction(suspend);
        assertThat(asked.getPreview().getChangesList())
                .anySatisfy(change -> assertThat(change.getAfter()).isEqualTo("停用"));
        assertThat(asked.getPreview().getReachList()).isNotEmpty();
        refused(ErrorCode.APPROVAL_REQUIRED, () -> perform(chen, asked, suspend));
        refused(ErrorCode.APPROVAL_SAME_PERSON, () -> approve(chen, asked));
        CustodyServiceBlockingStub chenAgain = as("chen.second", "P-001", Role.CUSTODIAN);
        refused(ErrorCode.APPROVAL_SAME_PERSON, () -> approve(chenAgain, asked));
        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> approve(as("audit", "P-009", Role.AUDITOR), asked));
        approve(lin, asked);
        CustodyAction other = state("RKSSSE@1 DESEDE MINISTRY", "COMPROMISED");
        refused(ErrorCode.APPROVAL_CONTENT_DIFFERS, () -> perform(chen, asked, other));
        CustodyAction otherKey = state("UKSSSE@1 DESEDE MINISTRY", "SUSPENDED");
        refused(ErrorCode.APPROVAL_CONTENT_DIFFERS, () -> perform(chen, asked, otherKey));
        assertThat(key("RKSSSE@1 DESEDE MINISTRY").getState()).isEqualTo("ACTIVE");
        perform(chen, asked, suspend);
        assertThat(key("RKSSSE@1 DESEDE MINISTRY").getState()).isEqualTo("SUSPENDED");
        refused(ErrorCode.APPROVAL_ALREADY_DECIDED, () -> perform(chen, asked, suspend));
        both("KEY_STATE", Map.of("key", "RKSSSE@1 DESEDE MINISTRY", "state", "ACTIVE", "reason", "back"));
        assertThat(key("RKSSSE@1 DESEDE MINISTRY").getState()).isEqualTo("ACTIVE");
    }

    @Test
    void anArgumentThatTheVerbDoesNotKnow_isNotApprovedUnread() {
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> chen.requestAction(action(
                        "KEY_STATE", Map.of("key", ROOT, "state", "SUSPENDED", "reason", "x", "also", "UKDF01@1"))));
        refused(ErrorCode.REQUEST_INVALID, () -> chen.requestAction(action("KEY_EXPORT", Map.of("key", ROOT))));
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> chen.requestAction(action("KEY_STATE", Map.of("key", ROOT, "state", "SUSPENDED\nx=y"))));
    }

    @Test
    void withoutACertificate_orWithAnotherRole_nothingIsEvenSeen() {
        CustodyServiceBlockingStub nobody = stub(RpcConnection.to(issuer.httpUrl(), null));
        refused(
                ErrorCode.ROLE_NOT_ALLOWED,
                () -> nobody.requestAction(state(ROOT, "SUSPENDED")),
                () -> nobody.listKeys(ListKeysRequest.getDefaultInstance()));
        refused(
                ErrorCode.ROLE_NOT_ALLOWED,
                () -> as("op", "P-005", Role.OPERATOR).listKeys(ListKeysRequest.getDefaultInstance()));
        refused(
                ErrorCode.ROLE_NOT_ALLOWED,
                () -> as("op", "P-005", Role.OPERATOR).requestAction(state(ROOT, "SUSPENDED")));
    }

    @Test
    void aRevokedCertificate_isRefusedFromTheNextCallOn() throws Exception {
        CustodyServiceBlockingStub gone = as("gone", "P-006", Role.CUSTODIAN);
        gone.listKeys(ListKeysRequest.getDefaultInstance());
        String serial = ca.issued().get("gone").getSerialNumber().toString(16);
        chen.performAlone(action("CERTIFICATE_REVOKE", Map.of("serial", serial, "reason", "left")));
        refused(ErrorCode.CERTIFICATE_REVOKED, () -> gone.listKeys(ListKeysRequest.getDefaultInstance()));
        assertThat(Files.readString(data.resolve("revoked.txt")))
                .containsIgnoringCase(serial)
                .contains("chen");
    }

    @Test
    void whatNeedsTwoPersons_isNotDoneAlone() {
        refused(ErrorCode.APPROVAL_REQUIRED, () -> chen.performAlone(state(ROOT, "SUSPENDED")));
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> chen.requestAction(action("CERTIFICATE_REVOKE", Map.of("serial", "01", "reason", "x"))));
    }

    @Test
    void aRejectedRequest_isNotPerformed_andNotApprovedAfterwards() {
        CustodyAction destroy = action("KEY_DESTROY", Map.of("key", "IRK@2 DESEDE MINISTRY", "reason", "old"));
        ApprovalState asked = chen.requestAction(destroy);
        lin.reject(DecideRequest.newBuilder()
                .setApprovalId(asked.getApprovalId())
                .setReason("in use")
                .build());
        refused(ErrorCode.APPROVAL_ALREADY_DECIDED, () -> perform(chen, asked, destroy));
        refused(ErrorCode.APPROVAL_ALREADY_DECIDED, () -> approve(wu, asked));
    }

    @Test
    void keysOfACity_travelInBlocks_andOpenWithSharesOfTwoPersonsOnly() throws Exception {
        Delivery made = delivered("CITY 211002", "甲,乙,丙", "2");
        assertThat(made.getState()).isEqualTo("WRAPPED");
        DeliveryName name =
                DeliveryName.newBuilder().setDeliveryId(made.getDeliveryId()).build();
        Share first = chen.showShare(name);
        refused(ErrorCode.CEREMONY_STEP_REFUSED, () -> chen.showShare(name));
        Share second = lin.showShare(name);
        Share third = wu.showShare(name);
        assertThat(List.of(first.getCustodian(), second.getCustodian(), third.getCustodian()))
                .containsExactly("甲", "乙", "丙");
        refused(
                ErrorCode.CEREMONY_STEP_REFUSED,
                () -> as("zhao", "P-010", Role.CUSTODIAN).showShare(name));
        ByteString file = chen.getDeliveryFile(name).getContent();
        assertThat(file.toStringUtf8()).doesNotContain("00112233445566778899AABBCCDDEEFF");
        memoIsPrintable(name, made);

        refused(
                ErrorCode.BACKUP_DAMAGED,
                () -> chen.receiveDelivery(DeliveryFile.newBuilder()
                        .setContent(ByteString.copyFromUtf8(file.toStringUtf8().replace(",CITY,", ",TOWN,")))
                        .build()));
        Delivery here =
                chen.receiveDelivery(DeliveryFile.newBuilder().setContent(file).build());
        refused(
                ErrorCode.BACKUP_ALREADY_EXISTS,
                () -> chen.receiveDelivery(
                        DeliveryFile.newBuilder().setContent(file).build()));
        CustodyAction importing =
                action("KEY_IMPORT", Map.of("delivery", here.getDeliveryId(), "digest", here.getFileSha256()));
        ApprovalState asked = chen.requestAction(importing);
        approve(lin, asked);
        chen.enterShare(entered(here, first));
        refused(ErrorCode.SHARES_TOO_FEW, () -> perform(chen, asked, importing));
        refused(ErrorCode.CEREMONY_STEP_REFUSED, () -> chen.enterShare(entered(here, second)));
        refused(ErrorCode.SHARE_REPEATED, () -> lin.enterShare(entered(here, first)));
        refused(ErrorCode.SHARE_INVALID, () -> lin.enterShare(entered(here, mistyped(second))));
        assertThat(lin.enterShare(entered(here, second)).getMissing()).isZero();
        perform(chen, asked, importing);
        List<KeyRecord> city = chen.listKeys(ListKeysRequest.getDefaultInstance()).getKeysList().stream()
                .filter(key -> key.getKey().endsWith("CITY 211002"))
                .toList();
        assertThat(city).hasSize(made.getKeysCount());
        assertThat(city)
                .extracting(key -> key.getKey() + " " + key.getCheckValue())
                .containsExactlyInAnyOrderElementsOf(made.getKeysList());
        importingAgainIsRefused();
    }

    /** A4: what is there is never overwritten, and nothing of the file is taken then. */
    private void importingAgainIsRefused() {
        Delivery again = delivered("CITY 211002", "甲,乙", "2");
        DeliveryName name =
                DeliveryName.newBuilder().setDeliveryId(again.getDeliveryId()).build();
        Share one = chen.showShare(name);
        Share two = lin.showShare(name);
        Delivery here = chen.receiveDelivery(chen.getDeliveryFile(name));
        CustodyAction importing =
                action("KEY_IMPORT", Map.of("delivery", here.getDeliveryId(), "digest", here.getFileSha256()));
        ApprovalState asked = chen.requestAction(importing);
        approve(lin, asked);
        chen.enterShare(entered(here, one));
        lin.enterShare(entered(here, two));
        refused(ErrorCode.KEY_ALREADY_EXISTS, () -> perform(chen, asked, importing));
    }

    @Test
    void keysOfACityThatWeDoNotIssueFor_areNotTakenIn() {
        Delivery foreign = delivered("CITY 510100", "甲,乙", "2");
        DeliveryFile file = chen.getDeliveryFile(
                DeliveryName.newBuilder().setDeliveryId(foreign.getDeliveryId()).build());
        refused(ErrorCode.KEY_SCOPE_REFUSED, () -> chen.receiveDelivery(file));
    }

    @Test
    void theMinistrysRoots_areHandedToNobody() {
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> chen.requestAction(action("KEY_DELIVER", Map.of("scope", "MINISTRY", "receivers", "甲,乙"))));
        refused(
                ErrorCode.KEY_INPUT_INVALID,
                () -> chen.requestAction(action("KEY_DELIVER", Map.of("scope", "CITY 211002", "receivers", "甲"))));
    }

    @ParameterizedTest
    @CsvSource({"1,DES", "2,DES", "3,DES", "1,SM4", "2,SM4", "3,SM4"})
    void aBlankPsam_getsEveryKeyOfItsLevel_andProvesThem(int level, String algorithm) throws Exception {
        String serial = serial();
        CardSession psam = psam(serial, algorithm, true);
        PsamState issued = issuePsam(serial, level, algorithm, psam, Integer.MAX_VALUE);
        assertThat(issued.getState()).isEqualTo("ISSUED");
        assertThat(issued.getKeys()).isGreaterThan(45);
        assertThat(psam.image()).contains("\"stored\"");
        refused(ErrorCode.PSAM_KNOWN, () -> ask(serial, level, algorithm));
    }

    @Test
    void aPsamThatIsNotTheApprovedOne_orNotBlank_isNotTouched() {
        String serial = serial();
        refused(ErrorCode.PSAM_DIFFERS, () -> issuePsam(serial, 3, "DES", psam(serial(), "DES", true), 1000));
        refused(ErrorCode.PSAM_NOT_BLANK, () -> issuePsam(serial, 3, "DES", psam(serial, "DES", false), 1000));
        assertThat(psams(serial)).isEmpty();
    }

    @Test
    void aPsamTornOutInBetween_isSpoiledForGood() {
        String serial = serial();
        refused(ErrorCode.PSAM_TORN, () -> issuePsam(serial, 3, "DES", psam(serial, "DES", true), 220));
        assertThat(psams(serial))
                .singleElement()
                .satisfies(psam -> assertThat(psam.getState()).isEqualTo("SPOILED"));
        refused(ErrorCode.PSAM_KNOWN, () -> ask(serial, 3, "DES"));
    }

    @Test
    void aLostPsam_isOnTheBlacklistAtOnce_andComesBackWithTwoPersonsOnly() throws Exception {
        String serial = serial();
        issuePsam(serial, 3, "DES", psam(serial, "DES", true), Integer.MAX_VALUE);
        as("counter", "P-020", Role.COUNTER)
                .performAlone(action("PSAM_LOST", Map.of("serial", serial, "reason", "terminal stolen")));
        assertThat(psams(serial).get(0).getState()).isEqualTo("LOST");
        CustodyAction back = action("PSAM_RECOVER", Map.of("serial", serial, "reason", "found"));
        refused(ErrorCode.APPROVAL_REQUIRED, () -> chen.performAlone(back));
        both("PSAM_RECOVER", back.getArgumentsMap());
        assertThat(psams(serial).get(0).getState()).isEqualTo("ISSUED");
    }

    @Test
    void theApprovalsAreListed_withWhatTheyDo() {
        chen.requestAction(state("IRK@3 DESEDE MINISTRY", "SUSPENDED"));
        assertThat(chen.listApprovals(ListApprovalsRequest.getDefaultInstance()).getApprovalsList())
                .anySatisfy(approval -> {
                    assertThat(approval.getAction().getArgumentsMap()).containsEntry("key", "IRK@3 DESEDE MINISTRY");
                    assertThat(approval.getRequestDigest()).hasSize(64);
                });
    }

    private static void memoIsPrintable(DeliveryName name, Delivery made) throws Exception {
        byte[] pdf = chen.getDeliveryMemo(name).getContent().toByteArray();
        try (var document = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(document))
                    .contains("密钥交接备忘录")
                    .contains("甲", "乙", "丙")
                    .contains("交出方经办人")
                    .contains(made.getKeys(0).split(" ", -1)[0]);
        }
    }

    private static Delivery delivered(String scope, String receivers, String threshold) {
        String id = both("KEY_DELIVER", Map.of("scope", scope, "receivers", receivers, "threshold", threshold));
        return chen.listDeliveries(ListDeliveriesRequest.getDefaultInstance()).getDeliveriesList().stream()
                .filter(delivery -> delivery.getDeliveryId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Share entered(Delivery here, Share shown) {
        return shown.toBuilder().setDeliveryId(here.getDeliveryId()).build();
    }

    private static Share mistyped(Share share) {
        String text = share.getText().toStringUtf8();
        char last = text.charAt(text.length() - 1);
        String wrong = text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');
        return share.toBuilder().setText(ByteString.copyFromUtf8(wrong)).build();
    }

    private static ApprovalState ask(String serial, int level, String algorithm) {
        return chen.requestAction(issueAction(serial, level, algorithm));
    }

    private static CustodyAction issueAction(String serial, int level, String algorithm) {
        return action(
                "PSAM_ISSUE",
                Map.of(
                        "serial",
                        serial,
                        "level",
                        Integer.toString(level),
                        "region",
                        "211002",
                        "algorithm",
                        algorithm,
                        "purpose",
                        "定点医疗机构"));
    }

    /** @param commands after so many the PSAM is pulled out */
    private static PsamState issuePsam(String serial, int level, String algorithm, CardSession psam, int commands)
            throws Exception {
        CustodyAction action = issueAction(serial, level, algorithm);
        ApprovalState asked = chen.requestAction(action);
        if (asked.getState().equals("REQUESTED")) {
            approve(lin, asked);
        }
        CompletableFuture<PsamState> done = new CompletableFuture<>();
        AtomicReference<StreamObserver<PsamAnswer>> line = new AtomicReference<>();
        AtomicInteger left = new AtomicInteger(commands);
        RpcConnection connection = RpcConnection.to(issuer.url(), ca.client("chen", "P-001", Role.CUSTODIAN));
        OPENED.add(0, connection);
        StreamObserver<PsamOrder> reader = new StreamObserver<>() {
            @Override
            public void onNext(PsamOrder order) {
                if (order.hasIssued()) {
                    done.complete(order.getIssued());
                    return;
                }
                PsamAnswer.Builder answer = PsamAnswer.newBuilder();
                if (left.decrementAndGet() < 0) {
                    answer.setFailure("pulled out");
                } else if (order.getReset()) {
                    psam.reset();
                    answer.setResponse(ByteString.copyFrom(psam.atr()));
                } else {
                    answer.setResponse(
                            ByteString.copyFrom(psam.transmit(order.getCommand().toByteArray())));
                }
                line.get().onNext(answer.build());
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                done.completeExceptionally(new IllegalStateException("ended without a result"));
            }
        };
        line.set(connection
                .streamStub(CustodyServiceGrpc.CustodyServiceStub.class)
                .issuePsam(reader));
        line.get()
                .onNext(PsamAnswer.newBuilder()
                        .setBegin(PerformRequest.newBuilder()
                                .setApprovalId(asked.getApprovalId())
                                .setAction(action))
                        .build());
        try {
            return done.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException status) {
                throw status;
            }
            throw e;
        }
    }

    private static CardSession psam(String serial, String algorithm, boolean empty) {
        String image = """
                {"kind":"psam","serial":"%s","terminal":"%s","terminalSequence":1,
                 "atr":"3B6D000000814E43868B510100D1D2D3D4","region":"211002","algorithm":"%s","level":3,
                 "keys":{"root16":"00112233445566778899AABBCCDDEEFF","root8":"0123456789ABCDEF"},"empty":%s}
                """.formatted(serial, serial.substring(8), algorithm, empty);
        return VirtualCards.fromImage(image, TransmissionMode.T1, new Random(7));
    }

    private static String serial() {
        return "2110020000%010d".formatted(SERIALS.getAndIncrement());
    }

    private static List<PsamState> psams(String serial) {
        return chen.listPsams(ListPsamsRequest.newBuilder().setText(serial).build())
                .getPsamsList();
    }

    /** Chen asks, Lin approves, Chen does it. */
    private static String both(String verb, Map<String, String> arguments) {
        CustodyAction action = action(verb, arguments);
        ApprovalState asked = chen.requestAction(action);
        approve(lin, asked);
        return perform(chen, asked, action);
    }

    private static CustodyAction state(String key, String state) {
        return action("KEY_STATE", Map.of("key", key, "state", state, "reason", "test"));
    }

    private static CustodyAction action(String verb, Map<String, String> arguments) {
        return CustodyAction.newBuilder()
                .setVerb(verb)
                .putAllArguments(arguments)
                .build();
    }

    private static ApprovalState approve(CustodyServiceBlockingStub who, ApprovalState asked) {
        return who.approve(
                DecideRequest.newBuilder().setApprovalId(asked.getApprovalId()).build());
    }

    private static String perform(CustodyServiceBlockingStub who, ApprovalState asked, CustodyAction action) {
        return who.performAction(PerformRequest.newBuilder()
                        .setApprovalId(asked.getApprovalId())
                        .setAction(action)
                        .build())
                .getResult();
    }

    private static KeyRecord key(String name) {
        return chen.listKeys(ListKeysRequest.getDefaultInstance()).getKeysList().stream()
                .filter(key -> key.getKey().equals(name))
                .findFirst()
                .orElseThrow();
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

    private static CustodyServiceBlockingStub as(String account, String person, Role... roles) {
        return stub(RpcConnection.to(issuer.url(), ca.client(account, person, roles)));
    }

    private static CustodyServiceBlockingStub stub(RpcConnection connection) {
        OPENED.add(connection);
        return connection.stub(CustodyServiceBlockingStub.class, PATIENCE);
    }
}
