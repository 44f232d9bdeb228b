package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ExpectedCard;
import org.sscard.wire.terminal.v1.FileContent;
import org.sscard.wire.terminal.v1.FileItem;
import org.sscard.wire.terminal.v1.FileRow;
import org.sscard.wire.terminal.v1.FileSelection;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.ReadFilesRequest;
import org.sscard.wire.terminal.v1.ReadingRight;
import org.sscard.wire.terminal.v1.ReloadPinRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc.TerminalServiceBlockingStub;
import org.sscard.wire.terminal.v1.UnblockPinRequest;
import org.sscard.wire.terminal.v1.WriteFilesRequest;

/** An agent with two readers of the sandbox, the clerk's program and the holder at the pad. */
final class WindowAgent implements AutoCloseable {

    static final String REGION = "211002";
    static final String HISTORICAL = "0081544C968684211000A1B2C3";
    private static final String ROOT = "00112233445566778899AABBCCDDEEFF";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpClient padHttp = HttpClient.newHttpClient();
    private final TerminalAgent agent;
    private final RpcConnection connection;
    private final TerminalServiceBlockingStub stub;
    private CompletableFuture<Void> holder = CompletableFuture.completedFuture(null);

    private WindowAgent(TerminalAgent agent) {
        this.agent = agent;
        this.connection = RpcConnection.to(agent.url(), null);
        this.stub = connection.stub(TerminalServiceBlockingStub.class, Duration.ofSeconds(60));
    }

    /** @param more lines of the configuration */
    static WindowAgent start(Path data, String... more) {
        String yaml = """
                server: {port: 0}
                data: %s
                pcsc: false
                virtual:
                  - {name: window}
                  - {name: sam}
                """.formatted(data) + String.join("\n", more);
        return new WindowAgent(TerminalAgent.start(
                Configuration.parse(yaml, "test", Map.of(), AgentConfig.class),
                true,
                Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai")),
                new SecureRandom()));
    }

    TerminalServiceBlockingStub stub() {
        return stub;
    }

    private String send(HttpClient client, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agent.url() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void insert(String reader, String image) {
        ObjectNode body = JSON.createObjectNode().put("reader", reader).put("image", image);
        assertThat(json(send(http, "POST", "/v1/sandbox/cards", body.toString()))
                        .has("code"))
                .isFalse();
    }

    void takeOut(String reader) {
        send(http, "DELETE", "/v1/sandbox/cards/" + reader, "");
    }

    /** The holder types as soon as the pad asks. */
    void types(String... entries) {
        holder = CompletableFuture.runAsync(() -> {
            for (String entry : entries) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::asksAfresh);
                entry.chars().forEach(digit -> send(padHttp, "POST", "/pad/digit/" + (char) digit, ""));
                send(padHttp, "POST", "/pad/confirm", "");
            }
        });
    }

    private boolean asksAfresh() {
        JsonNode state = json(send(padHttp, "GET", "/pad/state", ""));
        return state.path("asking").asBoolean() && state.path("digits").asInt() == 0;
    }

    private ExpectedCard card() {
        return ExpectedCard.newBuilder()
                .setCardIdentificationCode(
                        stub.readBasic(ReadBasicRequest.getDefaultInstance()).getCardIdentificationCode())
                .build();
    }

    private static FileSelection element(String application, String file, int tag) {
        return FileSelection.newBuilder()
                .setApplication(application)
                .setFile(file)
                .addItems(FileItem.newBuilder().setTag(tag))
                .build();
    }

    void write(String application, String file, int tag, String value) {
        FileContent content = FileContent.newBuilder()
                .setSelection(element(application, file, tag))
                .addRows(FileRow.newBuilder().addValues(value))
                .build();
        var unused = stub.writeFiles(
                WriteFilesRequest.newBuilder().setCard(card()).addFiles(content).build());
    }

    String read(String application, String file, int tag) {
        return stub.readFiles(ReadFilesRequest.newBuilder()
                        .setCard(card())
                        .addFiles(element(application, file, tag))
                        .setRight(ReadingRight.READING_RIGHT_KEY)
                        .build())
                .getFiles(0)
                .getRows(0)
                .getValues(0);
    }

    void reloadPin() {
        var unused =
                stub.reloadPin(ReloadPinRequest.newBuilder().setCard(card()).build());
        holder.join();
    }

    void unblockPin() {
        var unused =
                stub.unblockPin(UnblockPinRequest.newBuilder().setCard(card()).build());
    }

    CardProof debit(long selfPayFen, String time) {
        return stub.debit(DebitRequest.newBuilder()
                .setCardIdentificationCode(card().getCardIdentificationCode())
                .setSelfPayFen(selfPayFen)
                .setTime(time)
                .build());
    }

    /** The fields of a successful answer of the standard interface, over one kept-alive connection. */
    String[] classic(String function, String... parameters) {
        ObjectNode body = JSON.createObjectNode();
        for (int at = 0; at < parameters.length; at += 2) {
            body.put(parameters[at], parameters[at + 1]);
        }
        JsonNode answer = json(send(http, "POST", "/classic/" + function, body.toString()));
        assertThat(answer.path("success").asInt())
                .as("%s %s: %s", function, body, answer)
                .isEqualTo(1);
        return answer.path("pOutInfo").asText().split("\\|", -1);
    }

    String cardInfo() {
        String[] fields = classic("iReadCardBas", "iType", "1");
        return fields[3] + "|" + fields[2] + "|";
    }

    static String card(String version, String algorithm) {
        return """
                {"kind": "card", "version": "%s", "algorithm": "%s", "atrHistoricalBytes": "%s", "region": "%s",
                 "pin": "123456",
                 "keys": {"root16": "%s", "root8": "0123456789ABCDEF"},
                 "elements": {
                   "SSSE/EF05/03": "%s",
                   "SSSE/EF05/05": "20260101", "SSSE/EF05/06": "20360101", "SSSE/EF05/07": "%s",
                   "SSSE/EF06/08": "%s", "SSSE/EF06/09": "B2E2CAD4BCD7"},
                 "medical": {"account": 100000, "selfPay": 0, "pool": 0, "year": "2026", "startingDay": "0101",
                             "loadSequence": 0, "purchaseSequence": 7}}
                """.formatted(
                        version,
                        algorithm,
                        HISTORICAL,
                        REGION,
                        ROOT,
                        ascii(version),
                        ascii("A12345673"),
                        ascii("211002199003078817"));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String psam(String algorithm, String root16) {
        return """
                {"kind": "psam", "serial": "00000000000000000042", "terminal": "211002000017", "terminalSequence": 1000,
                 "atr": "3B6D000000815453414D86842110000000", "region": "%s", "algorithm": "%s", "level": 1,
                 "keys": {"root16": "%s", "root8": "0123456789ABCDEF"}}
                """.formatted(REGION, algorithm, root16);
    }

    /** @param lack {@code algorithm}: it has another one; {@code keys}: it has none */
    static String psamLacking(String lack, String algorithm) {
        if (lack.equals("algorithm")) {
            return psam(algorithm.equals("DES") ? "SM4" : "DES", ROOT);
        }
        return psam(algorithm, ROOT).replace("\"level\": 1,", "\"level\": 1, \"empty\": true,");
    }

    @Override
    public void close() {
        connection.close();
        agent.close();
    }
}
