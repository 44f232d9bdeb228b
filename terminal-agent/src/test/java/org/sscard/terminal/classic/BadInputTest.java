package org.sscard.terminal.classic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile or broken caller sends: a code each time, and the agent serves the next one. */
class BadInputTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Charset GBK = Charset.forName("GBK");

    @TempDir
    static Path directory;

    private static ClassicAgent agent;

    @BeforeAll
    static void start() {
        agent = ClassicAgent.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void insert() {
        agent.insert("2.00", "DES");
    }

    @AfterEach
    void theAgentStillServes() {
        assertThat(agent.call("/classic/iReadCardBas", "{\"iType\":1}")
                        .path("success")
                        .asInt())
                .isEqualTo(1);
        agent.takeCardsOut();
    }

    /** A refusal with a code of the catalogue and nothing of the inside. */
    private static JsonNode refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("Exception", "org.sscard", "\tat ");
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"apdu\":\"00A4040000\"}",
                "{\"reader\":\"window\",\"command\":\"00200000\"}",
                "{\"pin\":\"123456\"}",
                "{\"reader\":7}",
                "{\"reader\":{\"name\":\"window\"}}",
                "[]",
                "\"window\"",
                "{",
                "{\"reader\":\"window\"}}",
                "{\"reader\":\"\\ud800\"}"
            })
    void restTakesNoApduNoPinAndNoWrongTypes(String body) {
        assertThat(refused(agent.post("/v1/card/verify-pin", body)).path("code").asText())
                .matches("[A-Z_]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"card\":{\"cardIdentificationCode\":\"AAAA\"},\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\",\"items\":[{\"tag\":7}]}]}",
                "{\"card\":{\"cardIdentificationCode\":\"?\"},\"files\":[]}",
                "{\"files\":[{\"application\":\"00A4\",\"file\":\"EF05\"}]}",
                "{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\\u0000\",\"items\":[{\"tag\":-1}]}]}",
                "{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\",\"items\":[{\"tag\":\"seven\"}]}]}",
                "{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\",\"items\":[{\"tag\":7,\"occurrence\":4294967295}]}]}",
                "{\"files\":[{\"application\":\"SSSE\",\"file\":\"EF05\",\"record\":999999}]}"
            })
    void restFileAddressesAreChecked(String body) {
        assertThat(refused(agent.post("/v1/card/read-files", body)).path("code").asText())
                .matches("[A-Z_]+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "00A4040000; -23",
                "SSSEEF05|07|$00B0840000; -23",
                "SSSEEF05|07:99|$; -27267",
                "SSSEEF05|07:999999999999|$; -23",
                "SSSEEF05:255|07|$; -23",
                "SSSEEF05|0G|$; -23",
                "SSSEEF05|0707|$; -23",
                "SSSEEF05||||$; -23",
                "SSSE/../EF05|07|$; -23",
                "＄; -23",
                "$$$$; -23",
                "|; -23",
                "SSSEEF05|07|$SSSEEF05; -23"
            })
    void malformedAddress_isMinus23AndNoCommand(String address, int code) throws IOException {
        String body = JSON.createObjectNode()
                .put("iType", 1)
                .put("iAuthType", 2)
                .put("pCardInfo", agent.cardInfo())
                .put("pFileAddr", address)
                .toString();
        JsonNode answer = agent.call("/classic/iReadCard", body);
        assertThat(answer.path("success").asInt()).isEqualTo(code);
        assertThat(answer.path("pOutInfo").asText()).doesNotContain("|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DF01EF06|a^b|$; -23",
                "DF01EF06|a|b|$; -23",
                "DF01EF05|a|$; -23",
                "DF01EF06|😀|$; -41",
                "DF01EF06|\uFFFD|$; -41",
                "DF01EF06|\u0001|$; -41"
            })
    void valueThatNoCardHolds_isRefusedBeforeTheCard(String data, int code) {
        String body = JSON.createObjectNode()
                .put("iType", 1)
                .put("pCardInfo", agent.cardInfo())
                .put("pFileAddr", "DF01EF06|23|$")
                .put("pWriteData", data)
                .toString();
        assertThat(agent.call("/classic/iWriteCard", body).path("success").asInt())
                .isEqualTo(code);
    }

    @Test
    void tooLongValue_isMinus42() {
        String body = JSON.createObjectNode()
                .put("iType", 1)
                .put("pCardInfo", agent.cardInfo())
                .put("pFileAddr", "DF01EF06|23|$")
                .put("pWriteData", "DF01EF06|" + "测".repeat(200) + "|$")
                .toString();
        assertThat(agent.call("/classic/iWriteCard", body).path("success").asInt())
                .isEqualTo(-42);
    }

    @Test
    void gbkWhereUtf8IsExpected_isARefusalAndNoData() {
        byte[] body = ("{\"iType\":1,\"iAuthType\":2,\"pCardInfo\":\"" + agent.cardInfo()
                        + "\",\"pFileAddr\":\"中文|07|$\"}")
                .getBytes(GBK);
        HttpResponse<String> answer = agent.send(HttpRequest.newBuilder(URI.create(agent.url() + "/classic/iReadCard"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
        assertThat(answer.body()).contains("\"success\":-23");
    }

    @ParameterizedTest
    @CsvSource({"%FF%FF,-41", "%8,-23", "%zz,-23", "%81,-41", "%00,-1", "3%20,1"})
    void nativeFrame_isStrictGbk(String type, int code) {
        String answer = agent.post("/native/iReadCardBas", "iType=" + type).body();
        assertThat(answer.startsWith(code == 1 ? "0\n" : code + "\n"))
                .as(answer)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/classic/iReadCardBas", "/native/iReadCardBas", "/nhsa/Init", "/v1/card/basic-read"})
    void oversizedMessage_isRefused(String path) {
        String huge = "{\"iType\":\"" + "1".repeat(12 << 20) + "\"}";
        HttpResponse<String> answer;
        try {
            answer = agent.post(path, huge);
        } catch (java.io.UncheckedIOException e) {
            return; // The agent hung up in the middle of it.
        }
        assertThat(answer.statusCode() == 413
                        || answer.statusCode() == 400
                        || answer.body().matches("(?s).*(\"success\":-\\d+|^-\\d+\n).*"))
                .as(answer.statusCode() + " " + answer.body())
                .isTrue();
    }

    @Test
    void bytesThatAreNoHttp_endTheirConnectionOnly() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int count = 0; count < 50; count++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
                socket.setSoTimeout(20_000);
                byte[] bytes = new byte[1 + random.nextInt(4000)];
                random.nextBytes(bytes);
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                try (InputStream in = socket.getInputStream()) {
                    in.readAllBytes();
                } catch (IOException e) {
                    // A reset is an end as well.
                }
            }
        }
        assertThat(seed).isNotZero();
    }

    /** More than the agent takes are closed at once; who was connected before is served. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000})
    void idleConnections_leaveTheAgentServing(int count) throws IOException {
        open(count);
    }

    private void open(int count) throws IOException {
        List<SocketChannel> connections = new ArrayList<>();
        byte[] half = "POST /classic/iReadCardBas HTTP/1.1\r\nHost: 127.0.0.1\r\n".getBytes(StandardCharsets.US_ASCII);
        try {
            for (int at = 0; at < count; at++) {
                connected().ifPresent(connection -> {
                    connections.add(connection);
                    send(connection, half);
                });
            }
            theAgentReads();
        } finally {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
        await().atMost(30, SECONDS).untilAsserted(BadInputTest::theAgentReads);
    }

    /** Empty when the agent has its fill. */
    private static Optional<SocketChannel> connected() {
        try {
            return Optional.of(
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.port())));
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*reset.*");
            return Optional.empty();
        }
    }

    /** The agent may have closed it already. */
    private static void send(SocketChannel connection, byte[] bytes) {
        try {
            connection.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset).*");
        }
    }

    private static void theAgentReads() {
        assertThat(agent.call("/classic/iReadCardBas", "{\"iType\":1}")
                        .path("success")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void secondClientDuringAStep_isToldAtOnce() {
        String info = agent.cardInfo();
        assertThat(agent.call("/classic/iUnblockPIN_HSM_Step1", "{\"iType\":1,\"pCardInfo\":\"" + info + "\"}")
                        .path("success")
                        .asInt())
                .isEqualTo(1);
        HttpRequest other = HttpRequest.newBuilder(URI.create(agent.url() + "/classic/iReadCardBas"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"iType\":1}"))
                .build();
        long start = System.nanoTime();
        assertThat(ClassicAgent.anotherClient(other)).contains("\"success\":-12");
        assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(5));
    }
}
