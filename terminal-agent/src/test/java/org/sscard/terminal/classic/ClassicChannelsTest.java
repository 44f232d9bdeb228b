package org.sscard.terminal.classic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.terminal.card.Images;

/** The standard interface as callers know it, over the WebSocket, HTTP and the NHSA calls of a whole agent. */
class ClassicChannelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = "https://his.example";
    private static final String CARD_PAGE = "https://pharmacy.example";
    private static final Charset GBK = Charset.forName("GBK");

    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @TempDir
    static Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static TerminalAgent agent;
    private CompletableFuture<Void> holder = CompletableFuture.completedFuture(null);

    @BeforeAll
    static void start() {
        String yaml = """
                server: {port: 0}
                data: %s
                pcsc: false
                pinLimit: 20s
                allowOrigins: ["%s", "%s=basic-read,file-read,pin,debit"]
                classic: {port: 0}
                virtual:
                  - {name: window}
                  - {name: sam}
                """.formatted(directory.resolve("data"), PAGE, CARD_PAGE);
        agent = TerminalAgent.start(
                Configuration.parse(yaml, "test", Map.of(), AgentConfig.class),
                true,
                Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai")),
                new SecureRandom());
    }

    @AfterEach
    void takeCardsOut() {
        holder.cancel(true);
        send(delete("window"));
        send(delete("sam"));
    }

    private static HttpRequest delete(String reader) {
        return HttpRequest.newBuilder(URI.create(agent.url() + "/v1/sandbox/cards/" + reader))
                .DELETE()
                .build();
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(agent.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode call(String path, String body, String... headers) {
        return json(post(path, body, headers).body());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void insert(String version, String algorithm) {
        put("window", Images.card(version, algorithm));
        put("sam", Images.psam(algorithm, 1));
    }

    private void put(String reader, String image) {
        String body = JSON.createObjectNode()
                .put("reader", reader)
                .put("image", image)
                .toString();
        assertThat(post("/v1/sandbox/cards", body).statusCode()).isEqualTo(200);
    }

    private String cardInfo() {
        String[] tokens = call("/classic/iReadCardBas", "{\"iType\":1}")
                .path("pOutInfo")
                .asText()
                .split("\\|", -1);
        return tokens[3] + "|" + tokens[2] + "|";
    }

    /** The holder enters these at the pad, one after the other. */
    private void types(String... entries) {
        holder = CompletableFuture.runAsync(() -> {
            for (String entry : entries) {
                await().atMost(20, SECONDS).until(() -> {
                    JsonNode state = json(send(HttpRequest.newBuilder(URI.create(agent.url() + "/pad/state"))
                                    .build())
                            .body());
                    return state.path("asking").asBoolean()
                            && state.path("digits").asInt() == 0;
                });
                entry.chars().forEach(digit -> post("/pad/digit/" + (char) digit, ""));
                post("/pad/confirm", "");
            }
        });
    }

    /** A page or program that keeps its WebSocket open; answers come in order. */
    private final class Caller implements WebSocket.Listener, AutoCloseable {

        private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;

        Caller(String... headers) {
            WebSocket.Builder builder = http.newWebSocketBuilder();
            for (int at = 0; at < headers.length; at += 2) {
                builder.header(headers[at], headers[at + 1]);
            }
            socket = builder.buildAsync(URI.create(agent.url().toString().replace("http", "ws") + "/"), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                answers.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        JsonNode ask(String frame) {
            send(frame);
            return answer();
        }

        void send(String frame) {
            socket.sendText(frame, true).join();
        }

        JsonNode answer() {
            try {
                String answer = answers.poll(30, SECONDS);
                assertThat(answer).as("an answer in time").isNotNull();
                return json(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }

    @ParameterizedTest
    @CsvSource({"1.00,DES", "2.00,DES", "2.00,SM4", "3.00,SM4"})
    void basicRead_hasElevenFieldsEachWithItsEnd(String version, String algorithm) {
        insert(version, algorithm);
        try (Caller caller = new Caller()) {
            JsonNode answer = caller.ask("{\"function\":\"iReadCardBas\",\"iType\":3}");
            assertThat(answer.path("functionName").asText()).isEqualTo("iReadCardBas");
            assertThat(answer.path("success").isInt()).isTrue();
            assertThat(answer.path("success").asInt()).isEqualTo(1);
            String out = answer.path("pOutInfo").asText();
            String[] tokens = out.split("\\|", -1);
            assertThat(tokens).hasSize(12);
            assertThat(List.of(tokens))
                    .startsWith(Images.REGION, "211002199003078817", "A12345673")
                    .endsWith(Images.HISTORICAL, version, "20260101", "20360101", Images.TERMINAL, "", "");
            assertThat(tokens[3]).matches("[0-9A-F]{32}").startsWith("211002D156000005");
            assertThat(tokens[4]).isEqualTo("测试甲");
            assertThat(out.getBytes(GBK).length).isLessThanOrEqualTo(255);
        }
    }

    @Test
    void otherAgentsFrames_areAnsweredInTheirShape() {
        insert("2.00", "DES");
        try (Caller caller = new Caller()) {
            JsonNode answer = caller.ask("{\"func\":\"iReadCardBas\",\"in\":[\"3\"]}");
            assertThat(answer.path("result").asText()).isEqualTo("0");
            assertThat(answer.path("result").isTextual()).isTrue();
            assertThat(answer.path("out").get(0).asText()).contains("测试甲");
            assertThat(caller.ask("{\"func\":\"iReadCardBas\",\"in\":[9]}")
                            .path("result")
                            .asText())
                    .isEqualTo("-1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"function\":\"iReadCardBas\",\"iType\":1}; -2",
                "{\"function\":\"iReadCardBas\",\"iType\":\"3\"}; -2",
                "{\"function\":\"iReadCardBas\",\"iType\":2}; -2",
                "{\"function\":\"iReadCardBas\",\"iType\":4}; -2",
                "{\"function\":\"iReadCardBas\",\"iType\":0}; -1",
                "{\"function\":\"iReadCardBas\",\"iType\":5}; -1",
                "{\"function\":\"iReadCardBas\"}; -14",
                "{\"function\":\"iReadCardBas\",\"iType\":null}; -14",
                "{\"function\":\"iReadCardBas\",\"iType\":{\"a\":1}}; -14",
                "{\"function\":\"iReadcardbas\",\"iType\":1}; -13",
                "{\"function\":\"\"}; -13",
                "{}; -13",
                "[]; -23",
                "not JSON; -23",
                "{\"function\":\"iReadCardBas\",\"iType\":1} trailing; -23",
                "{\"function\":\"iReadCard\",\"iType\":1,\"iAuthType\":1,\"pCardInfo\":\"x|y|\",\"pFileAddr\":\"SSSEEF05|07|$\"}; -23",
                "{\"function\":\"iReadCard\",\"iType\":1,\"iAuthType\":1,\"pCardInfo\":\"\",\"pFileAddr\":\"SSSE\"}; -23",
                "{\"function\":\"iDoDebit\",\"iType\":1,\"pCardInfo\":\"\",\"pPayInfo\":\"1|1|20261122120000|\"}; -23"
            })
    void badCalls_getTheCodeOfTheTableAndNoData(String frame, int code) {
        try (Caller caller = new Caller()) {
            JsonNode answer = caller.ask(frame);
            assertThat(answer.path("success").asInt()).isEqualTo(code);
            assertThat(answer.path("pOutInfo").asText()).isNotEmpty().doesNotContain("|");
            assertThat(answer.path("pOutInfo").asText().getBytes(GBK).length).isLessThanOrEqualTo(255);
        }
    }

    @Test
    void httpAndNhsa_sayTheSame() {
        insert("2.00", "DES");
        String out =
                call("/classic/iReadCardBas", "{\"iType\":1}").path("pOutInfo").asText();
        assertThat(call("/classic/iReadCardBas", "{\"function\":\"iReadCardBas\",\"iType\":\"1\"}")
                        .path("pOutInfo")
                        .asText())
                .isEqualTo(out);
        assertThat(call("/classic/iReadCardBas", "{\"function\":\"iVerifyPIN\",\"iType\":1}")
                        .path("success")
                        .asInt())
                .isEqualTo(-23);
        assertThat(call("/nhsa/Init", "{}").path("success").asInt()).isEqualTo(1);
        assertThat(call("/nhsa/ReadCardBas", "{\"any\":\"configuration\"}")
                        .path("pOutInfo")
                        .asText())
                .isEqualTo(out);
        assertThat(call("/nhsa/GetPersonInfo", "{}").path("pOutInfo").asText()).isEqualTo(out);
        assertThat(call("/nhsa/ReadSFZ", "{}").path("success").asInt()).isEqualTo(-13);
        assertThat(call("/nhsa/ReadCardBas", "[1]").path("success").asInt()).isEqualTo(-23);
    }

    @Test
    void nhsaInit_takesTheConfigurationAndSaysWhereLaterCallsLook() {
        insert("2.00", "DES");
        String usual =
                "{\"IP\":\"10.0.0.1\",\"PORT\":20215,\"TIMEOUT\":\"30\",\"LOG_PATH\":\"./log/\",\"more\":[1,{}]}";
        assertThat(success("/nhsa/Init", usual)).isEqualTo(1);
        assertThat(success("/nhsa/ReadCardBas", "{}")).isEqualTo(1);
        assertThat(success("/nhsa/Init", "{\"iType\":\"2\"}")).isEqualTo(1);
        assertThat(success("/nhsa/ReadCardBas", "{}"))
                .as("no contactless reader")
                .isEqualTo(-2);
        assertThat(success("/nhsa/ReadCardBas", "{\"iType\":1}")).isEqualTo(1);
        assertThat(success("/nhsa/Init", "{\"iType\":9}")).isEqualTo(-1);
        assertThat(success("/nhsa/ReadCardBas", "{}"))
                .as("the last good one holds")
                .isEqualTo(-2);
        assertThat(success("/nhsa/Init", "{}")).isEqualTo(1);
        assertThat(success("/nhsa/GetPersonInfo", "{}")).isEqualTo(1);
        assertThat(success("/nhsa/Init", "\"text\"")).isEqualTo(-23);
    }

    /** Gson's 3.0 for 3, the NUL of a C string, the byte order mark of a text file, blanks, a line end, keys nobody knows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"function\":\"iReadCardBas\",\"iType\":3.0}",
                "{\"function\":\"iReadCardBas\",\"iType\":\" 3 \"}",
                "{\"function\":\"iReadCardBas\",\"iType\":3}\0",
                "\uFEFF{\"function\":\"iReadCardBas\",\"iType\":\"3\"}\r\n",
                "{\"function\":\"iReadCardBas\",\"iType\":3,\"pOutInfo\":\"\",\"x\":{\"y\":[1]}}"
            })
    void habitsOfOtherPrograms_areUnderstood(String frame) {
        insert("2.00", "DES");
        assertThat(call("/classic/iReadCardBas", frame).path("success").asInt()).isEqualTo(1);
    }

    /** The kind of right counts only where the file leaves the choice. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"iAuthType\":0,", "\"iAuthType\":\"\",", "\"iAuthType\":null,", "\"iAuthType\":9,"})
    void kindOfRightThatIsNone_mattersOnlyWhereTheFileLeavesTheChoice(String type) {
        insert("2.00", "DES");
        String read = "{\"iType\":1," + type + "\"pCardInfo\":\"" + cardInfo() + "\",\"pFileAddr\":\"%s\"}";
        assertThat(success("/classic/iReadCard", read.formatted("SSSEEF05|07|$")))
                .isEqualTo(1);
        assertThat(success("/classic/iReadCard", read.formatted("DF01EF06|23|$")))
                .isEqualTo(-23);
    }

    /** The question goes with the program that asked it, and the card is free for the next one. */
    @Test
    void callerThatGoesAwayWhileThePinIsAsked_leavesNoQuestionAndNoLease() throws Exception {
        insert("2.00", "DES");
        try (Socket caller =
                new Socket(InetAddress.getLoopbackAddress(), agent.url().getPort())) {
            String body = "{\"iType\":1}";
            caller.getOutputStream()
                    .write(("POST /classic/iVerifyPIN HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            caller.getOutputStream().flush();
            await().atMost(10, SECONDS).until(() -> asking());
            assertThat(success("/classic/iReadCardBas", "{\"iType\":1}")).isEqualTo(-12);
        }
        await().atMost(3, SECONDS).until(() -> !asking());
        await().atMost(3, SECONDS).until(() -> success("/classic/iReadCardBas", "{\"iType\":1}") == 1);
    }

    private boolean asking() {
        return json(send(HttpRequest.newBuilder(URI.create(agent.url() + "/pad/state"))
                                .build())
                        .body())
                .path("asking")
                .asBoolean();
    }

    private int success(String path, String body) {
        return call(path, body).path("success").asInt();
    }

    @Test
    void fileIsReadByPinAndByKey() {
        insert("2.00", "DES");
        String card = cardInfo();
        String body = "{\"iType\":1,\"iAuthType\":%d,\"pCardInfo\":\"" + card
                + "\",\"pFileAddr\":\"SSSEEF05|07|$DF01EF05|20|$DF02EF07|$\"}";
        JsonNode byKey = call("/classic/iReadCard", body.formatted(2));
        assertThat(byKey.path("pOutInfo").asText()).isEqualTo("SSSEEF05|A12345673|$DF01EF05||$DF02EF07|$");
        types("123456");
        assertThat(call("/classic/iReadCard", body.formatted(1))
                        .path("pOutInfo")
                        .asText())
                .isEqualTo(byKey.path("pOutInfo").asText());
        holder.join();
        assertThat(call("/classic/iReadCard", body.formatted(3)).path("success").asInt())
                .isEqualTo(-23);
    }

    @Test
    void writtenValueIsReadBack() {
        insert("2.00", "DES");
        String card = cardInfo();
        String write = "{\"iType\":1,\"pCardInfo\":\"" + card
                + "\",\"pFileAddr\":\"DF01EF06|23|28|$\",\"pWriteData\":\"DF01EF06|测试路１号|13800000000|$\"}";
        assertThat(call("/classic/iWriteCard", write).path("success").asInt()).isEqualTo(1);
        assertThat(call(
                                "/classic/iReadCard",
                                "{\"iType\":1,\"iAuthType\":2,\"pCardInfo\":\"" + card
                                        + "\",\"pFileAddr\":\"DF01EF06|23|28|$\"}")
                        .path("pOutInfo")
                        .asText())
                .isEqualTo("DF01EF06|测试路１号|13800000000|$");
    }

    @ParameterizedTest
    @CsvSource({"SSSEEF1F|07|$,-27266", "SSSEEF05|77|$,-27267", "SSSEEF05|$,-23", "DF02EF07:4|$,-27267"})
    void unknownPlaces_areStatusWords(String address, int code) {
        insert("2.00", "DES");
        String body =
                "{\"iType\":1,\"iAuthType\":2,\"pCardInfo\":\"" + cardInfo() + "\",\"pFileAddr\":\"" + address + "\"}";
        assertThat(call("/classic/iReadCard", body).path("success").asInt()).isEqualTo(code);
    }

    @Test
    void pinFunctions_answerTheirCodes() {
        insert("2.00", "DES");
        types("000000");
        JsonNode wrong = call("/classic/iVerifyPIN", "{\"iType\":1}");
        assertThat(wrong.path("success").asInt()).isEqualTo(-51);
        assertThat(wrong.path("pOutInfo").asText()).contains("5");
        types("123456", "654321", "654320");
        assertThat(call("/classic/iChangePIN", "{\"iType\":1}").path("success").asInt())
                .isEqualTo(-34);
        types("123456", "654321", "654321");
        assertThat(call("/nhsa/ChangePIN", "{}").path("success").asInt()).isEqualTo(1);
        types("246810", "246810");
        assertThat(call("/classic/iReloadPIN", "{\"iType\":1,\"pCardInfo\":\"" + cardInfo() + "\"}")
                        .path("success")
                        .asInt())
                .isEqualTo(1);
        types("246810");
        assertThat(call("/nhsa/VerifyPIN", "{}").path("success").asInt()).isEqualTo(1);
        assertThat(call("/classic/iUnlockPIN", "{\"iType\":1,\"pCardInfo\":\"" + cardInfo() + "\"}")
                        .path("success")
                        .asInt())
                .isEqualTo(1);
        assertThat(call("/classic/iReloadPIN_HSM_Step2", "{\"pkey\":\"00\"}")
                        .path("success")
                        .asInt())
                .isEqualTo(-13);
    }

    @Test
    void debit_answersTheTacAndIsRecorded() {
        insert("2.00", "DES");
        types("123456");
        JsonNode debit = call(
                "/classic/iDoDebit",
                "{\"iType\":1,\"pCardInfo\":\"" + cardInfo() + "\",\"pPayInfo\":\"123.4|100|20261122120000|\"}");
        holder.join();
        assertThat(debit.path("success").asInt()).isEqualTo(1);
        assertThat(debit.path("pOutInfo").asText())
                .matches("01\\|DF0400\\|123\\.40\\|32\\|" + Images.TERMINAL
                        + "\\|000003E8\\|20261122120000\\|[0-9A-F]{8}\\|");
        types("123456");
        assertThat(call("/classic/iReadDebit", "{\"iType\":1}").path("pOutInfo").asText())
                .isEqualTo("0007^" + Images.TERMINAL + "^20261122120000^123.40^100.00^|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.234|1|20261122120000|",
                "-1|0|20261122120000|",
                "1|2|20261122120000|",
                "1|1|2026112212000|",
                "1|1|",
                "42949672.95|0|20261122120000|",
                "1e3|0|20261122120000|",
                "|0|20261122120000|",
                "１|0|20261122120000|"
            })
    void badAmounts_areRefusedBeforeThePin(String pay) {
        insert("2.00", "DES");
        assertThat(call(
                                "/classic/iDoDebit",
                                "{\"iType\":1,\"pCardInfo\":\"" + cardInfo() + "\",\"pPayInfo\":\"" + pay + "\"}")
                        .path("success")
                        .asInt())
                .isEqualTo(-23);
    }

    @Test
    void swappedCard_isMinus22() {
        insert("2.00", "DES");
        String other = cardInfo().replace("A12345673", "B12345673");
        assertThat(call(
                                "/classic/iReadCard",
                                "{\"iType\":1,\"iAuthType\":2,\"pCardInfo\":\"" + other
                                        + "\",\"pFileAddr\":\"SSSEEF05|07|$\"}")
                        .path("success")
                        .asInt())
                .isEqualTo(-22);
    }

    @Test
    void newestCardWithoutPsam_saysGoOnThroughTheKeyService() {
        put("window", Images.card("3.00", "SM4"));
        assertThat(call("/classic/iReadCardBas", "{\"iType\":1}")
                        .path("success")
                        .asInt())
                .isEqualTo(-2201);
    }

    @Test
    void allowedPage_hasItsScopesOnly() {
        insert("2.00", "DES");
        String read = "{\"function\":\"iReadCardBas\",\"iType\":1}";
        String verify = "{\"function\":\"iVerifyPIN\",\"iType\":1}";
        try (Caller page = new Caller("Origin", PAGE);
                Caller cardPage = new Caller("Origin", CARD_PAGE)) {
            assertThat(page.ask(read).path("success").asInt()).isEqualTo(1);
            assertThat(page.ask(verify).path("success").asInt()).isEqualTo(-13);
            types("123456");
            assertThat(cardPage.ask(verify).path("success").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://his.example.evil.example", "http://his.example"})
    void otherPage_isRefusedOnEveryChannel(String origin) {
        insert("2.00", "DES");
        assertThat(post("/classic/iReadCardBas", "{\"iType\":1}", "Origin", origin)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/nhsa/ReadCardBas", "{}", "Origin", origin).statusCode())
                .isEqualTo(403);
        assertThatThrownBy(() -> new Caller("Origin", origin)).isInstanceOf(CompletionException.class);
    }

    @Test
    void whatABrowserSendsWithoutOrigin_isNoProgram() {
        insert("2.00", "DES");
        assertThat(post("/classic/iReadCardBas", "{\"iType\":1}", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/classic/iReadCardBas", "{\"iType\":1}", "Host", "rebound.example:8600")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void requestsOfOneConnection_areAnsweredInOrder() {
        insert("2.00", "DES");
        try (Caller caller = new Caller()) {
            for (int count = 0; count < 20; count++) {
                caller.send(
                        "{\"function\":\"" + (count % 2 == 0 ? "iReadCardBas" : "nothing" + count) + "\",\"iType\":1}");
            }
            for (int count = 0; count < 20; count++) {
                assertThat(caller.answer().path("functionName").asText())
                        .isEqualTo(count % 2 == 0 ? "iReadCardBas" : "nothing" + count);
            }
        }
    }

    @Test
    void browserAtTheRoot_seesTheStatusPage() {
        HttpResponse<String> page =
                send(HttpRequest.newBuilder(URI.create(agent.url() + "/")).build());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html");
    }
}
