package org.sscard.terminal.classic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.terminal.card.Images;

/** A whole agent with the standard interface and two readers of the sandbox. */
final class ClassicAgent implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Read once by the JDK's client, whichever test of this process uses it first.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TerminalAgent agent;

    private ClassicAgent(TerminalAgent agent) {
        this.agent = agent;
    }

    /** @param more lines of the configuration */
    static ClassicAgent start(Path data, String... more) {
        String yaml = """
                server: {port: 0}
                data: %s
                pcsc: false
                pinLimit: 20s
                classic: {port: 0, pinReloadInClear: true}
                virtual:
                  - {name: window}
                  - {name: sam}
                """.formatted(data) + String.join("\n", more);
        return new ClassicAgent(TerminalAgent.start(
                Configuration.parse(yaml, "test", Map.of(), AgentConfig.class),
                true,
                Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai")),
                new SecureRandom()));
    }

    URI url() {
        return agent.url();
    }

    int port() {
        return agent.url().getPort();
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A client with a connection of its own. */
    static String anotherClient(HttpRequest request) {
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode call(String path, String body) {
        try {
            return JSON.readTree(post(path, body).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void insert(String version, String algorithm) {
        put("window", Images.card(version, algorithm));
        put("sam", Images.psam(algorithm, 1));
    }

    void put(String reader, String image) {
        String body = JSON.createObjectNode()
                .put("reader", reader)
                .put("image", image)
                .toString();
        assertThat(post("/v1/sandbox/cards", body).statusCode()).isEqualTo(200);
    }

    void takeCardsOut() {
        for (String reader : new String[] {"window", "sam"}) {
            send(HttpRequest.newBuilder(URI.create(url() + "/v1/sandbox/cards/" + reader))
                    .DELETE()
                    .build());
        }
    }

    String cardInfo() {
        String[] tokens = call("/classic/iReadCardBas", "{\"iType\":1}")
                .path("pOutInfo")
                .asText()
                .split("\\|", -1);
        return tokens[3] + "|" + tokens[2] + "|";
    }

    @Override
    public void close() {
        agent.close();
    }
}
