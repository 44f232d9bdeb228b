package org.sscard.servicekit.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;

class StaffLoginTest {

    /** Stands still unless it is moved. */
    private static final class MovedClock extends Clock {

        private final AtomicReference<Instant> now;

        private MovedClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    private static final String CUSTODIANS = "/custody";

    @TempDir
    Path pki;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Clock clock = new MovedClock(now);
    private final List<LoginEvent> audit = new ArrayList<>();
    private InternalCa ca;
    private ServiceServer server;
    private StaffLogin login;

    @BeforeEach
    void start() {
        ca = InternalCa.open(pki, Clock.systemUTC(), new SecureRandom());
        serve(true);
    }

    private void serve(boolean firstRun) {
        ServerConfig config = new ServerConfig("127.0.0.1", 0, List.of(), ServerConfig.Tls.of(ca, ca.server("server")));
        login = firstRun
                ? StaffLogin.firstRun(
                        "test",
                        "试验",
                        config.certificates(),
                        FirstRunStaff.of(List.of(Role.CUSTODIAN, Role.AUDITOR), Set.of(Role.CUSTODIAN)),
                        audit::add,
                        clock,
                        new SecureRandom())
                : StaffLogin.configured("test", "试验", config.certificates(), audit::add, clock, new SecureRandom());
        server = ServiceServer.builder(config)
                .login(login)
                .configure(builder -> builder.route()
                        .path(CUSTODIANS)
                        .decorator(login.guard(Role.CUSTODIAN))
                        .build((request, http) -> {
                            StaffSession session = StaffSession.of(request);
                            return HttpResponse.of(http.aggregate()
                                    .thenApply(whole -> HttpResponse.of(
                                            MediaType.PLAIN_TEXT_UTF_8,
                                            session.principal().person() + " " + session.csrf() + " "
                                                    + whole.contentUtf8())));
                        }))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aOneTimeLink_logsInOnce() throws Exception {
        URI link = login.links(server.httpUrl()).get(0).address();
        var first = get(plain(), link, null);
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("sscard-test=")
                .contains("HTTPOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure");
        assertThat(get(plain(), here(CUSTODIANS), cookie(first)).body()).startsWith("赵一 ");
        var second = get(plain(), link, null);
        assertThat(second.statusCode()).isEqualTo(401);
        assertThat(second.body()).contains("LOGIN_LINK_USED");
        assertThat(audit).extracting(LoginEvent::result).containsExactly("OK", "LOGIN_LINK_USED");
    }

    @Test
    void aLinkOfElevenMinutesAgo_logsNobodyIn() throws Exception {
        URI link = login.links(server.httpUrl()).get(0).address();
        pass(Duration.ofMinutes(11));
        assertThat(get(plain(), link, null).statusCode()).isEqualTo(401);
    }

    @Test
    void twoCustodians_areTwoPersons_andOneAuditor() {
        assertThat(login.links(server.httpUrl())).extracting(LoginLink::person).containsExactly("赵一", "钱二", "孙三");
    }

    @Test
    void aConfiguredService_hasNoLinks() throws Exception {
        URI link = login.links(server.httpUrl()).get(0).address();
        server.close();
        serve(false);
        assertThat(login.links(server.httpUrl())).isEmpty();
        assertThat(get(plain(), here(link.getPath()), null).statusCode()).isEqualTo(401);
        assertThat(get(plain(), here("/login"), null).body()).doesNotContain("演示");
    }

    @Test
    void withoutLogin_aBrowserIsLedToIt_andAProgramToldSo() throws Exception {
        var browser = plain().send(
                        HttpRequest.newBuilder(here(CUSTODIANS + "?a=1"))
                                .header("accept", "text/html")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(browser.statusCode()).isEqualTo(303);
        assertThat(browser.headers().firstValue("location")).hasValue("/login?next=%2Fcustody%3Fa%3D1");
        var program = get(plain(), here(CUSTODIANS), null);
        assertThat(program.statusCode()).isEqualTo(401);
        assertThat(program.body()).contains("LOGIN_REQUIRED");
    }

    @Test
    void anotherRole_isRefusedAndRecorded() throws Exception {
        String auditor =
                cookie(get(plain(), login.links(server.httpUrl()).get(2).address(), null));
        assertThat(get(plain(), here(CUSTODIANS), auditor).statusCode()).isEqualTo(403);
        assertThat(audit).last().isEqualTo(new LoginEvent("demo-auditor-1", "ACCESS", CUSTODIANS, "ROLE_NOT_ALLOWED"));
    }

    @Test
    void aFormWithoutItsToken_changesNothing() throws Exception {
        String cookie = cookie(get(plain(), login.links(server.httpUrl()).get(0).address(), null));
        String token = get(plain(), here(CUSTODIANS), cookie).body().split(" ", -1)[1];
        assertThat(post(here(CUSTODIANS), cookie, "a=1", Map.of()).statusCode()).isEqualTo(403);
        assertThat(post(here(CUSTODIANS), cookie, "a=1&_csrf=" + "x".repeat(43), Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(here(CUSTODIANS), cookie, "a=1&_csrf=" + token, Map.of())
                        .body())
                .endsWith(" a=1&_csrf=" + token);
        assertThat(post(here(CUSTODIANS), cookie, "a=1", Map.of("X-CSRF-Token", token))
                        .statusCode())
                .isEqualTo(200);
        String multipart = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token + "\r\n--b--\r\n";
        assertThat(post(here(CUSTODIANS), cookie, multipart, Map.of("Content-Type", "multipart/form-data; boundary=b"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSession_endsWhenUnused_andAtLogout() throws Exception {
        String one = cookie(get(plain(), login.links(server.httpUrl()).get(0).address(), null));
        String two = cookie(get(plain(), login.links(server.httpUrl()).get(1).address(), null));
        String token = get(plain(), here(CUSTODIANS), two).body().split(" ", -1)[1];
        assertThat(post(here("/logout"), two, "_csrf=" + token, Map.of()).statusCode())
                .isEqualTo(303);
        assertThat(get(plain(), here(CUSTODIANS), two).statusCode()).isEqualTo(401);
        pass(Duration.ofMinutes(29));
        assertThat(get(plain(), here(CUSTODIANS), one).statusCode()).isEqualTo(200);
        pass(Duration.ofMinutes(31));
        assertThat(get(plain(), here(CUSTODIANS), one).statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionByCertificate_needsTheSameCertificateAgain() throws Exception {
        Credentials mine = ca.client("chen.k1", "P001", Role.CUSTODIAN);
        HttpClient custodian = with(mine);
        URI secure = server.url();
        var in = custodian.send(
                HttpRequest.newBuilder(secure.resolve("/login?next=/custody"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .header("origin", secure.toString())
                        .build(),
                BodyHandlers.ofString());
        assertThat(in.headers().firstValue("location")).hasValue("/custody");
        assertThat(in.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("__Host-sscard-test=")
                .contains("Secure");
        String cookie = cookie(in);
        assertThat(get(custodian, secure.resolve(CUSTODIANS), cookie).body()).startsWith("P001 ");
        assertThat(get(with(ca.client("other", "P002", Role.CUSTODIAN)), secure.resolve(CUSTODIANS), cookie)
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(plain(), here(CUSTODIANS), cookie).statusCode()).isEqualTo(401);
        ca.revoke(certificate(mine), "chen.k1");
        var revoked = get(custodian, secure.resolve(CUSTODIANS), cookie);
        assertThat(revoked.statusCode()).isEqualTo(403);
        assertThat(revoked.body()).contains("CERTIFICATE_REVOKED").contains("remedyZh");
    }

    @Test
    void anExpiredCertificate_isRefusedByCode() throws Exception {
        Clock longAgo = Clock.fixed(Instant.now().minus(Duration.ofDays(1000)), ZoneOffset.UTC);
        Credentials old = InternalCa.open(pki, longAgo, new SecureRandom()).client("old", "P003", Role.CUSTODIAN);
        var answer = get(with(old), server.url().resolve("/login"), null);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("CERTIFICATE_EXPIRED");
    }

    @Test
    void theLogin_leadsToNoForeignPlace() throws Exception {
        HttpClient custodian = with(ca.client("chen.k1", "P001", Role.CUSTODIAN));
        for (String evil : List.of("//evil.example", "https://evil.example", "/%5Cevil.example", "/%09/evil.example")) {
            var in = custodian.send(
                    HttpRequest.newBuilder(server.url().resolve("/login?next=" + evil))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .header("origin", server.url().toString())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(in.headers().firstValue("location")).as(evil).hasValue("/");
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private URI here(String path) {
        return server.httpUrl().resolve(path);
    }

    private static HttpClient plain() {
        return HttpClient.newHttpClient();
    }

    private static java.net.http.HttpResponse<String> get(HttpClient client, URI address, String cookie)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (cookie != null) {
            request.header("cookie", cookie);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static java.net.http.HttpResponse<String> post(
            URI address, String cookie, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("cookie", cookie);
        if (!headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        headers.forEach(request::header);
        return plain().send(request.build(), BodyHandlers.ofString());
    }

    private static String cookie(java.net.http.HttpResponse<?> answer) {
        return answer.headers().firstValue("set-cookie").orElseThrow().replaceAll(";.*", "");
    }

    private static X509Certificate certificate(Credentials files) throws Exception {
        try (var input = Files.newInputStream(files.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(input);
        }
    }

    private HttpClient with(Credentials files) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        String pem = Files.readString(files.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        store.setKeyEntry(
                "me",
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))),
                new char[0],
                new Certificate[] {certificate(files)});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var input = Files.newInputStream(ca.certificateFile())) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(input));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
