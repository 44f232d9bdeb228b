package org.sscard.insurance.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditVerifier;
import org.sscard.insurance.InsuranceConfig;
import org.sscard.insurance.InsuranceService;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.insurance.v1.BillKind;
import org.sscard.wire.insurance.v1.CancelRequest;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.FeeLine;
import org.sscard.wire.insurance.v1.InsuredPerson;
import org.sscard.wire.insurance.v1.QueryOutcome;
import org.sscard.wire.insurance.v1.QueryRequest;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.QuoteResponse;
import org.sscard.wire.insurance.v1.RegisterRequest;
import org.sscard.wire.insurance.v1.ReverseOutcome;
import org.sscard.wire.insurance.v1.ReverseRequest;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.SubscribeRequest;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.keys.v1.VerifyTacsResponse;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardProof;

/** The insurer over its wire, with a bureau beside it that can go away. */
@Timeout(120)
class InsuranceServiceTest {

    private static final String LEVEL2 = "H21100400013";
    private static final String FAULT = "H21100200019";

    @TempDir
    static Path directory;

    private static final List<CardStatusChange> CHANGES = new CopyOnWriteArrayList<>();
    private static InternalCa ca;
    private static Bureau bureau;
    private static InsuranceService insurer;
    private static RpcConnection connection;
    private static SettlementServiceGrpc.SettlementServiceBlockingStub settlements;

    @BeforeAll
    static void start() {
        ca = InternalCa.open(directory.resolve("ca"), Clock.systemUTC(), new SecureRandom());
        bureau = new Bureau(ca, 0);
        insurer = startInsurer();
        connect();
    }

    @AfterAll
    static void stop() {
        connection.close();
        insurer.close();
        bureau.close();
    }

    private static InsuranceService startInsurer() {
        InsuranceConfig defaults = Configuration.defaults(Map.of("server.port", "0"), InsuranceConfig.class);
        Credentials own = ca.client("insurer", Role.INSURER);
        return InsuranceService.start(
                new InsuranceConfig(
                        defaults.server(),
                        defaults.database(),
                        directory.resolve("data"),
                        defaults.pool(),
                        new InsuranceConfig.Issuer(bureau.url(), own, Duration.ofSeconds(5), Duration.ofMillis(100)),
                        List.of(FAULT)),
                true,
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static void connect() {
        connection = RpcConnection.to(insurer.url(), null);
        settlements =
                connection.stub(SettlementServiceGrpc.SettlementServiceBlockingStub.class, Duration.ofSeconds(20));
    }

    @Test
    void aRegisteredPersonsBill_isSettledWithTheCardsProof_andSurvivesARestart() {
        register("211002199003070011");
        bureau.tells("0102030405060708090A0B0C0D0E0F10", "211002199003070011", "ACTIVE");
        QuoteResponse quote = settlements.quote(bill(LEVEL2, "211002199003070011", "V1-1", 345_679));
        SettleRequest request = request("T1-1", quote, proof(1, quote, 1, TacVerdict.TAC_VERDICT_GENUINE));

        Settlement settled = settleWhenKnown(request);

        assertThat(settled.getSplit().getPooledFundFen()).isEqualTo(152_840);
        assertThat(settled.getSplit().getExplanationList()).hasSizeGreaterThan(3);
        assertThat(settlements.settle(request).toByteString()).isEqualTo(settled.toByteString());

        connection.close();
        insurer.close();
        insurer = startInsurer();
        connect();

        assertThat(settlements.settle(request).toByteString()).isEqualTo(settled.toByteString());
        assertThat(settlements
                        .cancel(CancelRequest.newBuilder()
                                .setInstitution(LEVEL2)
                                .setTransactionId("T1-1")
                                .setCancelTransactionId("T1C-1")
                                .build())
                        .getSplit()
                        .getPooledFundFen())
                .isEqualTo(-152_840);
        assertThat(AuditVerifier.verify(directory.resolve("data/audit.log")).isIntact())
                .isTrue();
        assertThat(directory.resolve("data/audit.log"))
                .content()
                .contains("REGISTER")
                .contains("CANCEL")
                .doesNotContain("211002199003070011");
    }

    @Test
    void withoutKeyService_nothingIsPosted_andItGoesOnWhenItIsBack() {
        register("211002199003070012");
        bureau.tells("0202030405060708090A0B0C0D0E0F10", "211002199003070012", "ACTIVE");
        QuoteResponse quote = settlements.quote(bill(LEVEL2, "211002199003070012", "V1-2", 345_679));
        SettleRequest request = request("T1-2", quote, proof(2, quote, 1, TacVerdict.TAC_VERDICT_GENUINE));
        QuoteResponse first = settlements.quote(bill(LEVEL2, "211002199003070012", "V0-2", 100));
        settleWhenKnown(request("T0-2", first, proof(2, first, 2, TacVerdict.TAC_VERDICT_GENUINE)));

        int port = bureau.url().getPort();
        bureau.close();

        assertThat(refusal(request)).isEqualTo(ErrorCode.KEY_SERVICE_UNAVAILABLE);
        assertThat(settlements.query(query(LEVEL2, "T1-2")).getOutcome()).isEqualTo(QueryOutcome.QUERY_OUTCOME_UNKNOWN);

        bureau = new Bureau(ca, port);
        assertThat(settleWhenKnown(request).getTransactionId()).isEqualTo("T1-2");
    }

    @Test
    void aFalseTac_orALostCard_isRefused() {
        register("211002199003070013");
        bureau.tells("0302030405060708090A0B0C0D0E0F10", "211002199003070013", "ACTIVE");
        QuoteResponse quote = settlements.quote(bill(LEVEL2, "211002199003070013", "V1-3", 345_679));
        QuoteResponse first = settlements.quote(bill(LEVEL2, "211002199003070013", "V0-3", 100));
        settleWhenKnown(request("T0-3", first, proof(3, first, 2, TacVerdict.TAC_VERDICT_GENUINE)));

        assertThat(refusal(request("T1-3", quote, proof(3, quote, 3, TacVerdict.TAC_VERDICT_FALSE))))
                .isEqualTo(ErrorCode.TAC_FALSE);
        bureau.tells("0302030405060708090A0B0C0D0E0F10", "211002199003070013", "LOST");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> refusal(request("T1-3", quote, proof(3, quote, 3, TacVerdict.TAC_VERDICT_GENUINE)))
                        == ErrorCode.CARD_STATUS_REFUSED);
    }

    @Test
    void atTheFaultInstitution_theAmountsEndingSteers() {
        String person = SandboxData.load().persons().get(0).certno();
        QuoteResponse before = settlements.quote(bill(FAULT, person, "F1", 10_001));
        QuoteResponse after = settlements.quote(bill(FAULT, person, "F2", 10_002));
        QuoteResponse down = settlements.quote(bill(FAULT, person, "F3", 10_003));
        QuoteResponse plain = settlements.quote(bill(FAULT, person, "F4", 10_004));
        SettlementServiceGrpc.SettlementServiceBlockingStub hurried =
                connection.stub(SettlementServiceGrpc.SettlementServiceBlockingStub.class, Duration.ofSeconds(2));

        assertStatus(() -> hurried.settle(without("F1", before)), Status.Code.DEADLINE_EXCEEDED);
        assertStatus(() -> hurried.settle(without("F2", after)), Status.Code.DEADLINE_EXCEEDED);
        assertStatus(() -> hurried.settle(without("F3", down)), Status.Code.UNAVAILABLE);
        assertThat(settlements.settle(without("F4", plain)).getSplit().getTotalFen())
                .isEqualTo(10_004);

        assertThat(settlements.query(query(FAULT, "F1")).getOutcome()).isEqualTo(QueryOutcome.QUERY_OUTCOME_UNKNOWN);
        assertThat(settlements.query(query(FAULT, "F2")).getOutcome()).isEqualTo(QueryOutcome.QUERY_OUTCOME_FOUND);
        assertThat(settlements
                        .reverse(ReverseRequest.newBuilder()
                                .setInstitution(FAULT)
                                .setTransactionId("F1")
                                .build())
                        .getOutcome())
                .isEqualTo(ReverseOutcome.REVERSE_OUTCOME_NEVER_HAPPENED);
    }

    @Test
    void theStatusPage_andRest_areOnTheSamePort() throws IOException, InterruptedException {
        assertThat(get("/").body()).contains("医保结算服务").contains("演示环境");
        assertThat(get("/v1/institutions/" + LEVEL2 + "/settlements/none").body())
                .contains("QUERY_OUTCOME_UNKNOWN");
        assertThat(get("/healthz").body()).contains("\"database\":\"up\"");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(insurer.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anInstitutionsCertificate_speaksForItselfOnly() {
        String person = SandboxData.load().persons().get(0).certno();
        connection.close();
        insurer.close();
        InsuranceConfig defaults = Configuration.defaults(Map.of("server.port", "0"), InsuranceConfig.class);
        Credentials server = ca.server("insurance", "127.0.0.1");
        insurer = InsuranceService.start(
                new InsuranceConfig(
                        new ServerConfig("127.0.0.1", 0, List.of(), ServerConfig.Tls.of(server)),
                        defaults.database(),
                        directory.resolve("data"),
                        "211000",
                        null,
                        List.of()),
                true,
                Clock.systemUTC(),
                new SecureRandom());
        connection = RpcConnection.to(insurer.url(), ca.client(LEVEL2, Role.INSTITUTION));
        settlements =
                connection.stub(SettlementServiceGrpc.SettlementServiceBlockingStub.class, Duration.ofSeconds(20));

        assertThat(settlements.quote(bill(LEVEL2, person, "C1", 100)).getSplit().getTotalFen())
                .isEqualTo(100);
        assertThatThrownBy(() -> settlements.quote(bill(FAULT, person, "C1", 100)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        status -> assertThat(GrpcErrors.fromStatus(status)
                                        .orElseThrow()
                                        .code())
                                .isEqualTo(ErrorCode.ROLE_NOT_ALLOWED));

        connection.close();
        insurer.close();
        insurer = startInsurer();
        connect();
    }

    private static void register(String number) {
        EnrolmentServiceGrpc.EnrolmentServiceBlockingStub enrolment =
                connection.stub(EnrolmentServiceGrpc.EnrolmentServiceBlockingStub.class, Duration.ofSeconds(20));
        RegisterRequest request = RegisterRequest.newBuilder()
                .addPersons(InsuredPerson.newBuilder()
                        .setSocialSecurityNumber(number)
                        .setName("演示甲")
                        .setRegion("211002")
                        .setScheme("RESIDENT")
                        .setInsuredClass("ELDERLY")
                        .setBenefitStart("2024-01-01"))
                .build();

        assertThat(enrolment.register(request).getRegistered()).isEqualTo(1);
        assertThat(enrolment.register(request).getKnown()).isEqualTo(1);
    }

    /** Until the replica has heard of the card. */
    private static Settlement settleWhenKnown(SettleRequest request) {
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(failure -> failure instanceof StatusRuntimeException status
                        && GrpcErrors.fromStatus(status)
                                .filter(CodedException::retryable)
                                .isPresent())
                .until(() -> settlements.settle(request), settled -> true);
    }

    private static ErrorCode refusal(SettleRequest request) {
        try {
            settlements.settle(request);
            throw new AssertionError("settled");
        } catch (StatusRuntimeException e) {
            return GrpcErrors.fromStatus(e).orElseThrow(() -> e).code();
        }
    }

    private static void assertStatus(Runnable call, Status.Code code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        status -> assertThat(status.getStatus().getCode()).isEqualTo(code));
    }

    private static QueryRequest query(String institution, String id) {
        return QueryRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(id)
                .build();
    }

    private static QuoteRequest bill(String institution, String person, String visit, long fen) {
        return QuoteRequest.newBuilder()
                .setInstitution(institution)
                .setSocialSecurityNumber(person)
                .setKind(BillKind.BILL_KIND_INPATIENT)
                .setVisit(visit)
                .setAdmittedOn("2026-03-01")
                .setDischargedOn("2026-03-10")
                .addLines(FeeLine.newBuilder()
                        .setLine("1")
                        .setItem("XSANDBOX000000000001")
                        .setPrice1E4(fen * 100)
                        .setQuantity1E4(10_000))
                .build();
    }

    private static SettleRequest without(String id, QuoteResponse quote) {
        return SettleRequest.newBuilder()
                .setInstitution(FAULT)
                .setTransactionId(id)
                .setQuoteId(quote.getQuoteId())
                .setQuoteDigest(quote.getDigest())
                .build();
    }

    private static SettleRequest request(String id, QuoteResponse quote, CardProof proof) {
        return without(id, quote).toBuilder()
                .setInstitution(LEVEL2)
                .setProof(proof)
                .build();
    }

    /** The fake bureau reads the verdict from the TAC. */
    private static CardProof proof(int card, QuoteResponse quote, int sequence, TacVerdict verdict) {
        return CardProof.newBuilder()
                .setCardIdentificationCode(
                        ByteString.copyFrom(HexFormat.of().parseHex("0" + card + "02030405060708090A0B0C0D0E0F10")))
                .setHistoricalBytes(ByteString.copyFrom(new byte[13]))
                .setRegion("211002")
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setTerminal("210000000001")
                .setTerminalSequence(sequence)
                .setTime("2026032010000" + sequence)
                .setSelfPayFen(quote.getSplit().getTotalFen())
                .setPooledFen(quote.getSplit().getPooledFundFen())
                .setTac(ByteString.copyFrom(new byte[] {0, 0, 0, (byte) verdict.getNumber()}))
                .build();
    }

    /** Key service and feed of a bureau, over TLS with client certificates. */
    private static final class Bureau implements AutoCloseable {

        private final ServiceServer server;
        private final List<StreamObserver<CardStatusChange>> streams = new CopyOnWriteArrayList<>();

        Bureau(InternalCa ca, int port) {
            Credentials own = ca.server("issuer", "127.0.0.1");
            server = ServiceServer.builder(new ServerConfig("127.0.0.1", port, List.of(), ServerConfig.Tls.of(own)))
                    .grpc(new Keys(), new Feed())
                    .roles(RoleTable.builder()
                            .allow(KeyServiceGrpc.getServiceDescriptor(), Role.INSURER)
                            .allow(CardStatusFeedGrpc.getServiceDescriptor(), Role.INSURER)
                            .build())
                    .start();
        }

        URI url() {
            return server.url();
        }

        synchronized void tells(String code, String person, String state) {
            CardStatusChange change = CardStatusChange.newBuilder()
                    .setVersion(CHANGES.size() + 1)
                    .setCardIdentificationCode(
                            ByteString.copyFrom(HexFormat.of().parseHex(code)))
                    .setCardNumber("A00001234")
                    .setSocialSecurityNumber(person)
                    .setRegion("211002")
                    .setState(state)
                    .build();
            CHANGES.add(change);
            streams.forEach(stream -> stream.onNext(change));
        }

        private synchronized void subscribe(long after, StreamObserver<CardStatusChange> stream) {
            CHANGES.stream().filter(change -> change.getVersion() > after).forEach(stream::onNext);
            streams.add(stream);
        }

        @Override
        public void close() {
            streams.forEach(stream -> stream.onError(Status.UNAVAILABLE.asRuntimeException()));
            streams.clear();
            server.close();
        }

        private static final class Keys extends KeyServiceGrpc.KeyServiceImplBase {
            @Override
            public void verifyTacs(VerifyTacsRequest request, StreamObserver<VerifyTacsResponse> observer) {
                VerifyTacsResponse.Builder response = VerifyTacsResponse.newBuilder();
                request.getProofsList()
                        .forEach(proof ->
                                response.addVerdictsValue(proof.getTac().byteAt(3)));
                observer.onNext(response.build());
                observer.onCompleted();
            }
        }

        private final class Feed extends CardStatusFeedGrpc.CardStatusFeedImplBase {
            @Override
            public void subscribe(SubscribeRequest request, StreamObserver<CardStatusChange> observer) {
                ((ServerCallStreamObserver<CardStatusChange>) observer)
                        .setOnCancelHandler(() -> streams.remove(observer));
                Bureau.this.subscribe(request.getAfterVersion(), observer);
            }
        }
    }
}
