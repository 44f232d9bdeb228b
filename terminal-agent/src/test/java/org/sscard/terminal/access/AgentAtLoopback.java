package org.sscard.terminal.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.ZoneId;
import java.util.Map;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.terminal.card.Images;

/** An agent with a card and a PSAM in it, and a client that sends whatever headers it likes. */
public final class AgentAtLoopback implements AutoCloseable {

    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin");
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TerminalAgent agent;

    private AgentAtLoopback(TerminalAgent agent) {
        this.agent = agent;
    }

    /** @param more further lines of the configuration */
    public static AgentAtLoopback start(Path data, boolean dev, String more) {
        String yaml = """
                server: {port: 0}
                data: %s
                pcsc: false
                virtual:
                  - {name: window, role: USER_CONTACT}
                  - {name: sam, role: PSAM}
                """.formatted(data) + more;
        AgentAtLoopback started = new AgentAtLoopback(TerminalAgent.start(
                Configuration.parse(yaml, "test", Map.of(), AgentConfig.class),
                dev,
                Clock.system(ZoneId.of("Asia/Shanghai")),
                new SecureRandom()));
        if (dev) {
            started.insert("window", Images.card("2.00", "SM4"));
            started.insert("sam", Images.psam("SM4", 3));
        }
        return started;
    }

    public void insert(String reader, String image) {
        send(
                "POST",
                "/v1/sandbox/cards",
                JSON.createObjectNode()
                        .put("reader", reader)
                        .put("image", image)
                        .toString());
    }

    public URI url() {
        return agent.url();
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(http, url(), method, path, body, headers);
    }

    static HttpResponse<String> send(
            HttpClient http, URI base, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (body.startsWith("{")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        agent.close();
    }
}
