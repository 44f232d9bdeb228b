package org.sscard.servicekit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.insurance.v1.DayTotalsRequest;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.QuoteResponse;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.RosterChunk;

class ServiceServerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final RoleTable ROLES = RoleTable.builder()
            .allow(SettlementServiceGrpc.getServiceDescriptor(), Role.INSTITUTION)
            .allow(BureauServiceGrpc.getServiceDescriptor(), Role.STATION)
            .build();

    @TempDir
    static Path pki;

    /** Answers who asked; the visit says how to fail. */
    private static final class Settlements extends SettlementServiceGrpc.SettlementServiceImplBase {

        @Override
        public void quote(QuoteRequest request, StreamObserver<QuoteResponse> answer) {
            switch (request.getVisit()) {
                case "coded" -> throw new CodedException(ErrorCode.BILL_AMOUNT_NEGATIVE, "L1");
                case "coded later" -> answer.onError(new CodedException(ErrorCode.BILL_ITEM_UNKNOWN, "L2", "X1"));
                case "wrapped" -> throw new IllegalStateException(new CodedException(ErrorCode.QUOTE_STALE));
                case "bug" -> throw new IllegalStateException("row of 张三 210102199001011234");
                default -> {
                    answer.onNext(QuoteResponse.newBuilder()
                            .setQuoteId(Principal.current().account())
                            .build());
                    answer.onCompleted();
                }
            }
        }
    }

    /** Counts bytes of a long stream. */
    private static final class Bureau extends BureauServiceGrpc.BureauServiceImplBase {

        @Override
        public StreamObserver<RosterChunk> importRoster(StreamObserver<ImportReport> answer) {
            return new StreamObserver<>() {
                private int rows;

                @Override
                public void onNext(RosterChunk chunk) {
                    rows += chunk.getData().size();
                }

                @Override
                public void onError(Throwable cause) {}

                @Override
                public void onCompleted() {
                    answer.onNext(ImportReport.newBuilder().setRows(rows).build());
                    answer.onCompleted();
                }
            };
        }
    }

    @Test
    void aClientCertificate_givesItsNameAndRole() {
        InternalCa ca = ca();
        try (ServiceServer server = secured(ca).start();
                RpcConnection hospital = RpcConnection.to(server.url(), ca.client("H21100200001", Role.INSTITUTION))) {
            assertThat(quote(hospital, "").getQuoteId()).isEqualTo("H21100200001");
        }
    }

    @Test
    void anotherRole_orNoCertificate_isRefused() {
        InternalCa ca = ca();
        try (ServiceServer server = secured(ca).start();
                RpcConnection station = RpcConnection.to(server.url(), ca.client("station-1", Role.STATION));
                RpcConnection plain = RpcConnection.to(server.httpUrl(), null)) {
            assertThat(code(station, "")).isEqualTo(ErrorCode.ROLE_NOT_ALLOWED);
            assertThat(code(plain, "")).isEqualTo(ErrorCode.CLIENT_CERTIFICATE_REQUIRED);
        }
    }

    @Test
    void aCertificateOfAnotherAuthority_isNotEvenHeard(@TempDir Path other) {
        InternalCa ca = ca();
        InternalCa foreign = InternalCa.open(other, Clock.systemUTC(), new SecureRandom());
        Credentials forged = foreign.client("H21100200001", Role.INSTITUTION);
        try (ServiceServer server = secured(ca).start();
                RpcConnection hospital = RpcConnection.to(
                        server.url(), new Credentials(forged.certificate(), forged.key(), ca.certificateFile()))) {
            assertThatThrownBy(() -> quote(hospital, ""))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure ->
                                    assertThat(GrpcErrors.fromStatus(failure)).isEmpty());
        }
    }

    @Test
    void aServerOfAnotherAuthority_isNotTrusted(@TempDir Path other) {
        InternalCa foreign = InternalCa.open(other, Clock.systemUTC(), new SecureRandom());
        try (ServiceServer server = secured(foreign).start();
                RpcConnection hospital = RpcConnection.to(server.url(), ca().client("H1", Role.INSTITUTION))) {
            assertThatThrownBy(() -> quote(hospital, ""))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure -> assertThat(hospital.failure(failure).code())
                                    .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        }
    }

    @Test
    void inAFirstRun_thisMachineHasTheGivenRoles_andNeverThoseOfCertificates() {
        try (ServiceServer server = dev().start();
                RpcConnection plain = RpcConnection.to(server.url(), null)) {
            assertThat(quote(plain, "").getQuoteId()).isEqualTo("dev");
            assertThatThrownBy(() -> plain.stub(BureauServiceGrpc.BureauServiceBlockingStub.class, TIMEOUT)
                            .getBatch(org.sscard.wire.issuer.v1.GetBatchRequest.getDefaultInstance()))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure -> assertThat(plain.failure(failure).code())
                                    .isEqualTo(ErrorCode.CLIENT_CERTIFICATE_REQUIRED));
        }
        assertThatThrownBy(() -> ServiceServer.builder(local()).dev(Role.STATION))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void codedFailures_arriveAsSuch_andNothingElseIsToldOfABug() {
        try (ServiceServer server = dev().start();
                RpcConnection plain = RpcConnection.to(server.url(), null)) {
            assertThat(code(plain, "coded")).isEqualTo(ErrorCode.BILL_AMOUNT_NEGATIVE);
            assertThat(code(plain, "coded later")).isEqualTo(ErrorCode.BILL_ITEM_UNKNOWN);
            assertThat(code(plain, "wrapped")).isEqualTo(ErrorCode.QUOTE_STALE);
            assertThatThrownBy(() -> quote(plain, "bug"))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                        assertThat(plain.failure(failure).code()).isEqualTo(ErrorCode.SERVER_INTERNAL);
                        assertThat(failure.toString() + failure.getTrailers())
                                .doesNotContain("张三")
                                .doesNotContain("2101021990");
                    });
        }
    }

    @Test
    void restAnswersJson_andFailuresAsProblems() throws Exception {
        try (ServiceServer server = dev().start()) {
            assertThat(post(server, "{\"visit\": \"\"}").path("quoteId").asText())
                    .isEqualTo("dev");

            JsonNode problem = post(server, "{\"visit\": \"coded later\"}");
            assertThat(problem.path("status").asInt()).isEqualTo(400);
            assertThat(problem.path("code").asText()).isEqualTo("BILL_ITEM_UNKNOWN");
            assertThat(problem.path("zh").asText()).contains("X1");
            assertThat(problem.path("remedyEn").asText()).isNotBlank();
            assertThat(problem.path("retryable").asBoolean()).isFalse();

            assertThat(post(server, "{\"visit\": \"bug\"}").path("code").asText())
                    .isEqualTo("SERVER_INTERNAL");
            assertThat(post(server, "{\"visti\": 1").path("code").asText()).isEqualTo("REQUEST_INVALID");
        }
    }

    @Test
    void restWithoutARole_isRefusedToo() throws Exception {
        try (ServiceServer server = ServiceServer.builder(local())
                .grpc(new Settlements(), new Bureau())
                .roles(ROLES)
                .start()) {
            assertThat(post(server, "{}").path("code").asText()).isEqualTo("CLIENT_CERTIFICATE_REQUIRED");
        }
    }

    @Test
    void whatIsNotThere_isAProblem() throws Exception {
        try (ServiceServer server = dev().start()) {
            var answer = get(server, "/nowhere");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("REQUEST_NOT_FOUND");
        }
    }

    @Test
    void healthMetricsAndStrictHeaders_areServed() throws Exception {
        AtomicReference<Boolean> up = new AtomicReference<>(true);
        try (ServiceServer server = dev().health("database", up::get).start()) {
            assertThat(get(server, "/healthz").body()).isEqualTo("{\"status\":\"up\",\"database\":\"up\"}");
            up.set(false);
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
            var metrics = get(server, "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("content-security-policy")).hasValue(SecurityHeaders.CSP);
            assertThat(metrics.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        }
    }

    @Test
    void aForeignPage_orAReboundName_isRefused() throws Exception {
        try (ServiceServer server =
                dev().allowOrigins("https://his.example"::equals).start()) {
            assertThat(withHeader(server, "Origin", "https://evil.example")).isEqualTo(403);
            assertThat(withHeader(server, "Origin", "null")).isEqualTo(403);
            assertThat(withHeader(server, "Origin", "https://his.example")).isEqualTo(200);
            assertThat(withHeader(server, "Origin", server.url().toString())).isEqualTo(200);
            assertThat(withHeader(server, "Host", "evil.example:" + server.port()))
                    .isEqualTo(403);
            assertThat(withHeader(server, "Host", "localhost:" + server.port())).isEqualTo(200);
        }
    }

    @Test
    void withoutAnyHostToCompare_httpIsRefused_butACertificatesNameStandsForIt() throws Exception {
        InternalCa ca = ca();
        ServerConfig anywhere = new ServerConfig("0.0.0.0", 0, List.of(), ServerConfig.Tls.of(ca.server("server")));
        try (ServiceServer server = ServiceServer.builder(anywhere)
                        .grpc(new Settlements(), new Bureau())
                        .roles(ROLES)
                        .start();
                RpcConnection hospital = RpcConnection.to(
                        URI.create("https://localhost:" + server.port()), ca.client("H1", Role.INSTITUTION))) {
            assertThat(withHeader(server, "Host", "10.1.2.3:" + server.port())).isEqualTo(403);
            assertThat(quote(hospital, "").getQuoteId()).isEqualTo("H1");
        }
    }

    @Test
    void aPortInUse_isSaid() {
        try (ServiceServer server = dev().start()) {
            ServerConfig same = new ServerConfig("127.0.0.1", server.port(), List.of(), null);

            assertThatThrownBy(() -> ServiceServer.builder(same).dev().start())
                    .isInstanceOfSatisfying(CodedException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.PORT_IN_USE);
                        assertThat(failure.arguments()).containsExactly("127.0.0.1:" + server.port());
                    });
        }
        ServerConfig nowhere = new ServerConfig("192.0.2.1", 0, List.of(), null);
        assertThatThrownBy(() -> ServiceServer.builder(nowhere).dev().start())
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVER_ADDRESS_NOT_BINDABLE));
    }

    @Test
    void aMethodForgottenInTheRoleTable_keepsTheServerFromStarting() {
        assertThatThrownBy(() ->
                        ServiceServer.builder(local()).grpc(new Settlements()).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SettlementService/Settle");
    }

    @Test
    void aStreamMayBeLongerThanAnyMessage() throws Exception {
        InternalCa ca = ca();
        try (ServiceServer server = secured(ca).start();
                RpcConnection station = RpcConnection.to(server.url(), ca.client("station-1", Role.STATION))) {
            CompletableFuture<Integer> rows = new CompletableFuture<>();
            StreamObserver<RosterChunk> chunks = station.streamStub(BureauServiceGrpc.BureauServiceStub.class)
                    .importRoster(new StreamObserver<>() {
                        @Override
                        public void onNext(ImportReport report) {
                            rows.complete(report.getRows());
                        }

                        @Override
                        public void onError(Throwable cause) {
                            rows.completeExceptionally(cause);
                        }

                        @Override
                        public void onCompleted() {}
                    });
            ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
            for (int i = 0; i < 16; i++) {
                chunks.onNext(RosterChunk.newBuilder().setData(mebibyte).build());
            }
            chunks.onCompleted();

            assertThat(rows.get(30, TimeUnit.SECONDS)).isEqualTo(16 << 20);
        }
    }

    @Test
    void aRouteThatFails_isAProblemToo() throws Exception {
        try (ServiceServer server = dev().route("/page", (request, http) -> {
                    throw new CodedException(ErrorCode.BATCH_NOT_FOUND, "B1");
                })
                .route("/ok", (request, http) -> HttpResponse.of("ok"))
                .start()) {
            assertThat(get(server, "/page").body()).contains("BATCH_NOT_FOUND").contains("B1");
            assertThat(get(server, "/ok").body()).isEqualTo("ok");
        }
    }

    @Test
    void aCallWithoutAnswerForMissingMethod_isUnimplemented_notABug() {
        try (ServiceServer server = dev().start();
                RpcConnection plain = RpcConnection.to(server.url(), null)) {
            assertThatThrownBy(() -> plain.stub(SettlementServiceGrpc.SettlementServiceBlockingStub.class, TIMEOUT)
                            .dayTotals(DayTotalsRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNIMPLEMENTED");
        }
    }

    private static InternalCa ca() {
        return InternalCa.open(pki, Clock.systemUTC(), new SecureRandom());
    }

    private static ServerConfig local() {
        return new ServerConfig("127.0.0.1", 0, List.of(), null);
    }

    private static ServiceServer.Builder dev() {
        return ServiceServer.builder(local())
                .grpc(new Settlements(), new Bureau())
                .roles(ROLES)
                .dev(Role.INSTITUTION);
    }

    private static ServiceServer.Builder secured(InternalCa ca) {
        return ServiceServer.builder(
                        new ServerConfig("127.0.0.1", 0, List.of(), ServerConfig.Tls.of(ca.server("server"))))
                .grpc(new Settlements(), new Bureau())
                .roles(ROLES);
    }

    private static QuoteResponse quote(RpcConnection connection, String visit) {
        return connection
                .stub(SettlementServiceGrpc.SettlementServiceBlockingStub.class, TIMEOUT)
                .quote(QuoteRequest.newBuilder().setVisit(visit).build());
    }

    private static ErrorCode code(RpcConnection connection, String visit) {
        try {
            quote(connection, visit);
        } catch (StatusRuntimeException failure) {
            return GrpcErrors.fromStatus(failure).orElseThrow(() -> failure).code();
        }
        throw new AssertionError("no failure");
    }

    private static JsonNode post(ServiceServer server, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/v1/quotes"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    private static java.net.http.HttpResponse<String> get(ServiceServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.url().resolve(path)).build(), BodyHandlers.ofString());
    }

    /** A raw request, because the JDK's client guards the Host header. */
    private static int withHeader(ServiceServer server, String name, String value) throws Exception {
        URI url = server.url();
        String host = name.equals("Host") ? value : url.getAuthority();
        String extra = name.equals("Host") ? "" : name + ": " + value + "\r\n";
        try (java.net.Socket socket = new java.net.Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n" + extra + "Connection: close\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String status = new java.io.BufferedReader(new java.io.InputStreamReader(
                            socket.getInputStream(), java.nio.charset.StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(status.substring(9, 12));
        }
    }
}
