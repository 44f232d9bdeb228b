package org.sscard.terminal.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.sscard.terminal.access.AgentAtLoopback.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.terminal.CountingCards;
import org.sscard.terminal.access.AgentAtLoopback;

/** What listeners of {@code /v1/events} hear, and who may listen; and which versions of the interface are spoken. */
class EventChannelTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private AgentAtLoopback agent;

    @BeforeEach
    void start() {
        agent = AgentAtLoopback.start(
                directory.resolve("data"),
                true,
                "allowOrigins: [\"https://his.example\", \"https://pay.example=basic-read,pin\"]\n");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private static final class Heard implements WebSocket.Listener {
        final List<JsonNode> events = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            try {
                events.add(JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        List<String> types() {
            return events.stream().map(event -> event.get("type").asText()).toList();
        }
    }

    private Heard listen(String origin) {
        Heard heard = new Heard();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (!origin.isEmpty()) {
            builder.header("Origin", origin);
        }
        builder.subprotocols("sscard.events.v1").buildAsync(events(), heard).join();
        await().atMost(10, SECONDS).until(() -> heard.events.size() >= 2);
        return heard;
    }

    private URI events() {
        return URI.create(agent.url().toString().replace("http", "ws") + "/v1/events");
    }

    @Test
    void cardComesAndGoesAndIsTaken_listenersHearIt() {
        Heard program = listen("");
        assertThat(program.events.get(0).get("version").asText()).isEqualTo(ApiVersion.CURRENT.toString());
        assertThat(program.events.get(1).get("cardPresent").asBoolean()).isTrue();
        agent.send("POST", "/v1/card/basic-read", "{}");
        agent.send("DELETE", "/v1/sandbox/cards/window", "");
        await().atMost(10, SECONDS)
                .until(() -> !program.events
                        .get(program.events.size() - 1)
                        .path("cardPresent")
                        .asBoolean(true));
        assertThat(program.types()).containsSubsequence("hello", "presence", "lease", "lease", "presence");
        assertThat(program.events.stream()
                        .filter(event -> event.has("held"))
                        .map(event -> event.get("held").asBoolean()))
                .containsExactly(true, false);
    }

    @Test
    void padAsks_onlyThoseWhoMayAskForThePinHearIt_andNobodyHearsDigits() {
        Heard reading = listen("https://his.example");
        Heard paying = listen("https://pay.example");
        CompletableFuture<HttpResponse<String>> verify =
                CompletableFuture.supplyAsync(() -> agent.send("POST", "/v1/card/verify-pin", "{}"));
        // A listener may hear first that nobody asks.
        await().atMost(10, SECONDS).until(() -> paying.events.stream().anyMatch(EventChannelTest::asks));
        agent.send("POST", "/pad/digit/1", "");
        agent.send("POST", "/pad/digit/2", "");
        agent.send("POST", "/pad/cancel", "");
        assertThat(verify.join().statusCode()).isEqualTo(409);
        await().atMost(10, SECONDS).until(() -> {
            JsonNode last = paying.events.stream()
                    .filter(event -> event.path("type").asText().equals("pad"))
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
            return !last.get("asking").asBoolean();
        });
        JsonNode asked = paying.events.stream()
                .filter(EventChannelTest::asks)
                .findFirst()
                .orElseThrow();
        assertThat(asked.fieldNames()).toIterable().containsExactlyInAnyOrder("type", "asking", "purpose");
        assertThat(reading.types()).doesNotContain("pad");
    }

    private static boolean asks(JsonNode event) {
        return event.path("type").asText().equals("pad") && event.path("asking").asBoolean();
    }

    @Test
    void foreignOriginAndUnknownVersion_getNoSocket() {
        long before = CountingCards.commands();
        assertThat(handshake("https://evil.example", "sscard.events.v1")).isEqualTo(403);
        assertThat(handshake("https://his.example", "sscard.events.v9")).isEqualTo(409);
        assertThat(CountingCards.commands()).isEqualTo(before);
    }

    private int handshake(String origin, String protocol) {
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder()
                .header("Origin", origin)
                .subprotocols(protocol)
                .buildAsync(events(), new Heard());
        Throwable failure = catchThrowable(opening::join);
        while (failure.getCause() != null && !(failure instanceof WebSocketHandshakeException)) {
            failure = failure.getCause();
        }
        return ((WebSocketHandshakeException) failure).getResponse().statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "1.0,200,",
        "1.1,200,",
        "1,200,",
        "1.2,409,API_VERSION_UNSUPPORTED",
        "2.0,409,API_VERSION_UNSUPPORTED",
        "0.9,409,API_VERSION_UNSUPPORTED",
        "one,400,REQUEST_INVALID"
    })
    void callerSaysItsVersion_andIsToldWhenItDoesNotFit(String version, int status, String code) {
        HttpResponse<String> answer = agent.send("POST", "/v1/card/basic-read", "{}", ApiVersion.HEADER, version);
        assertThat(answer.statusCode()).isEqualTo(status);
        if (code != null) {
            assertThat(json(answer).get("code").asText()).isEqualTo(code);
        }
    }
}
