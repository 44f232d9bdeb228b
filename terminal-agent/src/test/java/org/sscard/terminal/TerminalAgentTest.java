package org.sscard.terminal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.card.Images;

/** The whole agent, over HTTP as a program or a page reaches it. */
class TerminalAgentTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PIN = "739104";

    static {
        // The JDK's client sends Host and Origin of its own unless told that tests may lie.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TerminalAgent agent;

    @BeforeEach
    void start() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        ((Logger) LoggerFactory.getLogger("org.sscard")).setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
        String yaml = """
                server: {port: 0}
                data: %s
                pcsc: false
                allowOrigins: ["https://his.example"]
                virtual:
                  - {name: window}
                  - {name: sam}
                  - {name: perso, role: PERSONALISATION}
                """.formatted(directory.resolve("data"));
        AgentConfig config = Configuration.parse(yaml, "test", Map.of(), AgentConfig.class);
        agent = TerminalAgent.start(
                config,
                true,
                Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai")),
                new SecureRandom());
    }

    @AfterEach
    void stop() {
        agent.close();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(agent.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void insert(String reader, String image) {
        String body = JSON.createObjectNode()
                .put("reader", reader)
                .put("image", image)
                .toString();
        assertThat(send("POST", "/v1/sandbox/cards", body).statusCode()).isEqualTo(200);
    }

    private void insertCardAndPsam() {
        insert("window", Images.card("2.00", "SM4").replace("\"123456\"", '"' + PIN + '"'));
        insert("sam", Images.psam("SM4", 3));
    }

    private CompletableFuture<HttpResponse<String>> later(String path, String body) {
        return CompletableFuture.supplyAsync(() -> send("POST", path, body));
    }

    private void holderTypes(String digits) {
        await().atMost(10, SECONDS)
                .until(() -> json(send("GET", "/pad/state", "")).get("asking").asBoolean());
        digits.chars()
                .forEach(digit -> assertThat(
                                send("POST", "/pad/digit/" + (char) digit, "").statusCode())
                        .isEqualTo(204));
        assertThat(json(send("GET", "/pad/state", "")).get("digits").asInt()).isEqualTo(digits.length());
        assertThat(send("POST", "/pad/confirm", "").statusCode()).isEqualTo(204);
    }

    @Test
    void basicReadOverRest_answersTheTypedFields() {
        insertCardAndPsam();
        HttpResponse<String> answer = send("POST", "/v1/card/basic-read", "{}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("name").asText()).isEqualTo("测试甲");
        assertThat(json(answer).get("authenticated").asBoolean()).isTrue();
        assertThat(json(answer).get("algorithm").asText()).isEqualTo("CARD_ALGORITHM_SM4");
    }

    @Test
    void readersWithTheirRoles_areListed() {
        insertCardAndPsam();
        JsonNode readers = json(send("GET", "/v1/readers", "")).get("readers");
        assertThat(readers.findValuesAsText("role"))
                .containsExactly("READER_ROLE_USER_CONTACT", "READER_ROLE_PSAM", "READER_ROLE_PERSONALISATION");
        assertThat(readers.get(0).get("cardPresent").asBoolean()).isTrue();
    }

    @Test
    void debitWithThePinFromThePad_answersTheProofAndLeavesNoPinAnywhere() throws IOException {
        insertCardAndPsam();
        String code = json(send("POST", "/v1/card/basic-read", "{}"))
                .get("cardIdentificationCode")
                .asText();
        String body = JSON.createObjectNode()
                .put("cardIdentificationCode", code)
                .put("selfPayFen", 123_456)
                .put("pooledFen", 100_000)
                .put("time", "20261122120000")
                .toString();
        CompletableFuture<HttpResponse<String>> debit = later("/v1/card/debit", body);
        await().atMost(10, SECONDS)
                .until(() -> json(send("GET", "/pad/state", "")).get("asking").asBoolean());
        assertThat(json(send("GET", "/pad/state", "")).get("amountFen").asLong())
                .isEqualTo(123_456);
        holderTypes(PIN);
        JsonNode proof = json(debit.join());
        assertThat(debit.join().statusCode()).isEqualTo(200);
        assertThat(proof.get("terminal").asText()).isEqualTo(Images.TERMINAL);
        assertThat(proof.get("cardSequence").asInt()).isEqualTo(7);

        CompletableFuture<HttpResponse<String>> wrong = later("/v1/card/verify-pin", "{}");
        holderTypes("739105");
        assertThat(wrong.join().statusCode()).isEqualTo(409);
        assertThat(json(wrong.join()).get("code").asText()).isEqualTo("PIN_WRONG");
        assertThat(json(wrong.join()).get("zh").asText()).contains("5");

        assertThat(debit.join().body()).doesNotContain(PIN);
        assertThat(log.list).isNotEmpty();
        assertThat(log.list)
                .extracting(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .noneMatch(line -> line.contains(PIN) || line.contains("739105") || line.contains("2006" + PIN));
        String audit = Files.readString(directory.resolve("data/audit.log"));
        assertThat(audit)
                .contains("DEBIT")
                .contains("PIN_WRONG")
                .doesNotContain(PIN)
                .doesNotContain("测试");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "https://his.example.evil.example"})
    void hostileOrigin_isRefusedAndNoApduIsSent(String origin) {
        insertCardAndPsam();
        long before = operations();
        for (String path :
                new String[] {"/v1/card/basic-read", "/v1/card/debit", "/v1/sandbox/cards", "/pad/confirm"}) {
            HttpResponse<String> answer = send("POST", path, "{}", "Origin", origin);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(json(answer).get("code").asText()).isEqualTo("ORIGIN_NOT_ALLOWED");
        }
        assertThat(operations()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8600", "192.168.0.10", "127.0.0.1.evil.example"})
    void reboundHost_isRefusedAndNoApduIsSent(String host) {
        insertCardAndPsam();
        long before = operations();
        assertThat(send("POST", "/v1/card/basic-read", "{}", "Host", host).statusCode())
                .isEqualTo(403);
        assertThat(operations()).isEqualTo(before);
    }

    /** Every operation that reaches a card leaves a record. */
    private long operations() {
        try (var lines = Files.lines(directory.resolve("data/audit.log"))) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void allowedOrigin_readsAndDoesNothingElse() {
        insertCardAndPsam();
        String[] page = {"Origin", "https://his.example"};
        assertThat(send("POST", "/v1/card/basic-read", "{}", page).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/v1/card/verify-pin", "{}", page).statusCode()).isEqualTo(403);
        assertThat(send("DELETE", "/v1/sandbox/cards/window", "", page).statusCode())
                .isEqualTo(403);
    }

    @Test
    void personalisationReader_isOutOfReachForTheLocalApi() {
        insert("perso", Images.card("2.00", "DES"));
        HttpResponse<String> answer = send("POST", "/v1/card/basic-read", "{\"reader\":\"perso\"}");
        assertThat(json(answer).get("code").asText()).isEqualTo("READER_ROLE_WRONG");
    }

    @Test
    void wrongImage_isToldByItsPath() {
        String body = JSON.createObjectNode()
                .put("reader", "window")
                .put("image", "{\"kind\":\"card\",\"colour\":1}")
                .toString();
        HttpResponse<String> answer = send("POST", "/v1/sandbox/cards", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("code").asText()).isEqualTo("CARD_IMAGE_INVALID");
    }

    @Test
    void removedCard_comesBackWithItsState() {
        insertCardAndPsam();
        HttpResponse<String> removed = send("DELETE", "/v1/sandbox/cards/window", "");
        assertThat(json(send("POST", "/v1/card/basic-read", "{}")).get("code").asText())
                .isEqualTo("CARD_ABSENT");
        insert("window", json(removed).get("image").asText());
        assertThat(send("POST", "/v1/card/basic-read", "{}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"selfPayFen\":-1,\"time\":\"20261122120000\"}",
                "{\"selfPayFen\":\"4294967296\",\"time\":\"20261122120000\"}",
                "{\"selfPayFen\":1,\"time\":\"noon\"}",
                "{\"selfPayFen\":true}"
            })
    void nonsenseInADebit_isABadRequest(String body) {
        assertThat(send("POST", "/v1/card/debit", body).statusCode()).isEqualTo(400);
    }

    @Test
    void statusPage_showsReadersAndTheLastErrorWithItsRemedy() {
        send("POST", "/v1/card/basic-read", "{}");
        assertThat(send("GET", "/", "").body()).contains("终端代理");
        assertThat(send("GET", "/pad", "").body()).contains("确认").contains("取消").doesNotContain("<input");
        JsonNode status = json(send("GET", "/status", ""));
        assertThat(status.get("readers").size()).isEqualTo(3);
        assertThat(status.get("lastFailure").get("code").asText()).isEqualTo("CARD_ABSENT");
        assertThat(status.get("lastFailure").get("remedyZh").asText()).isNotEmpty();
    }
}
