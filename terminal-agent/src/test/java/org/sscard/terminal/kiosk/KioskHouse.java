package org.sscard.terminal.kiosk;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.AgentProcess;
import org.sscard.terminal.TerminalAgent;
import org.sscard.wire.insurance.v1.AccountServiceGrpc;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.issuer.v1.LifeCycleServiceGrpc;

/** A kiosk with its screen, and a bureau and an insurer that let in nobody but a certificate of role kiosk. */
final class KioskHouse implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final SpokenBureau bureau = new SpokenBureau();
    final Browser browser = Browser.start();
    final Path directory;
    private final ServiceServer bureauServer;
    private final ServiceServer insurerServer;
    private final URI agentUrl;
    private final AutoCloseable agentEnd;
    private @Nullable Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param more of the kiosk's configuration, one YAML line each, indented by two */
    KioskHouse(Path directory, String readers, String more) {
        this(directory, readers, more, false);
    }

    /** @param apart the agent as a process of its own, whose memory holds nothing of the test */
    KioskHouse(Path directory, String readers, String more, boolean apart) {
        this.directory = directory;
        InternalCa ca = InternalCa.open(directory.resolve("ca"), Clock.systemUTC(), new SecureRandom());
        bureauServer = ServiceServer.builder(tls(ca.server("bureau", "127.0.0.1")))
                .grpc(bureau)
                .roles(RoleTable.builder()
                        .allow(LifeCycleServiceGrpc.getServiceDescriptor(), Role.KIOSK)
                        .build())
                .start();
        insurerServer = ServiceServer.builder(tls(ca.server("insurer", "127.0.0.1")))
                .grpc(new SpokenInsurer.Enrolment(), new SpokenInsurer.Accounts())
                .roles(RoleTable.builder()
                        .allow(EnrolmentServiceGrpc.getServiceDescriptor(), Role.KIOSK)
                        .allow(AccountServiceGrpc.getServiceDescriptor(), Role.KIOSK)
                        .build())
                .start();
        String yaml = """
                server: {port: 0}
                data: %s
                %s
                kiosk:
                  terminal: KIOSK-7
                  issuer: {url: '%s', credentials: %s}
                  insurer: {url: '%s', credentials: %s}
                %s
                """.formatted(
                        directory.resolve("data"),
                        readers,
                        bureauServer.url(),
                        credentials(ca),
                        insurerServer.url(),
                        credentials(ca),
                        more);
        if (apart) {
            agentUrl = startApart(yaml);
            agentEnd = () -> agentProcess().destroyForcibly();
        } else {
            TerminalAgent agent = TerminalAgent.start(
                    Configuration.parse(yaml, "test", Map.of(), AgentConfig.class),
                    true,
                    Clock.system(ZoneId.of("Asia/Shanghai")),
                    new SecureRandom());
            agentUrl = agent.url();
            agentEnd = agent;
        }
        browser.size(1080, 1920);
    }

    private URI startApart(String yaml) {
        try {
            Path address = directory.resolve("address");
            process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            AgentProcess.class.getName(),
                            Files.writeString(directory.resolve("agent.yaml"), yaml)
                                    .toString(),
                            address.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("agent.log").toFile())
                    .start();
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(address));
            return URI.create(Files.readString(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of an agent that runs apart. */
    Process agentProcess() {
        return Objects.requireNonNull(process);
    }

    private static ServerConfig tls(Credentials server) {
        return new ServerConfig("127.0.0.1", 0, java.util.List.of(), ServerConfig.Tls.of(server));
    }

    private static String credentials(InternalCa ca) {
        Credentials own = ca.client("kiosk-7", Role.KIOSK);
        return "{certificate: '%s', key: '%s', authority: '%s'}"
                .formatted(own.certificate(), own.key(), own.authority());
    }

    /** The line to bureau and insurer breaks. */
    void cutLines() {
        bureauServer.close();
        insurerServer.close();
    }

    URI url(String path) {
        return URI.create(agentUrl + path);
    }

    HttpResponse<String> call(String method, String path, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(url(path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void insert(String reader, String image) {
        String json = new com.fasterxml.jackson.databind.node.TextNode(image).toString();
        HttpResponse<String> answer =
                call("POST", "/v1/sandbox/cards", "{\"reader\":\"" + reader + "\",\"image\":" + json + "}");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** A purchase at a window that uses the same reader: PSAM, PIN at the pad, the card's own record. */
    void debit(long fen, String time, String pin) {
        String read = call("POST", "/v1/card/basic-read", "{}").body();
        String code = read.replaceAll("(?s).*\"cardIdentificationCode\":\\s*\"([^\"]+)\".*", "$1");
        String body =
                "{\"cardIdentificationCode\":\"%s\",\"selfPayFen\":%d,\"time\":\"%s\"}".formatted(code, fen, time);
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> call("POST", "/v1/card/debit", body));
        await().atMost(PATIENCE)
                .until(() -> call("GET", "/pad/state", "").body().contains("\"asking\":true"));
        pin.chars().forEach(digit -> call("POST", "/pad/digit/" + (char) digit, ""));
        call("POST", "/pad/confirm", "");
        HttpResponse<String> done = answer.join();
        if (done.statusCode() != 200) {
            throw new IllegalStateException(done.body());
        }
    }

    void remove(String reader) {
        call("DELETE", "/v1/sandbox/cards/" + reader, "");
    }

    void open() {
        browser.open(url("/kiosk"));
    }

    String kind() {
        return browser.evaluate(
                        "document.readyState === 'complete' && (document.body || {dataset: {}}).dataset.kind || ''")
                .asText();
    }

    String title() {
        return browser.evaluate(
                        "document.readyState === 'complete' && (document.querySelector('h1') || {}).innerText || ''")
                .asText();
    }

    void awaitKind(String kind) {
        await().atMost(PATIENCE).pollInterval(50, MILLISECONDS).until(this::kind, kind::equals);
    }

    void awaitTitle(String title) {
        try {
            await().atMost(PATIENCE).pollInterval(50, MILLISECONDS).until(() -> title().contains(title));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "waited for " + title + ", but there stands " + title() + " " + browser.complaints(), e);
        }
    }

    /** The page shows what the terminal shows now. */
    void awaitSettled() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .pollInterval(50, MILLISECONDS)
                .until(() -> browser.evaluate(
                                "document.readyState === 'complete' && fetch('/kiosk/state').then(r => r.json())"
                                        + ".then(s => String(s.step) === document.body.dataset.step || s.kind === 'NUMBER')")
                        .asBoolean());
    }

    /** The tile with this number, by keyboard. */
    void tile(int number, String title) {
        browser.press(String.valueOf(number));
        awaitTitle(title);
    }

    /** Tabs to the button and presses Enter. */
    void button(String action) {
        for (int tabs = 0; tabs < 40; tabs++) {
            String at = browser.evaluate("document.activeElement.value || document.activeElement.id || ''")
                    .asText();
            if (at.equals(action)) {
                browser.press("Enter");
                return;
            }
            browser.press("Tab");
        }
        throw new AssertionError("no button " + action + " can be reached by Tab on " + title());
    }

    /** Digits of a social security number, on the keyboard. */
    void number(String digits) {
        for (int at = 0; at < digits.length(); at++) {
            String before = browser.text("#entry");
            browser.press(digits.substring(at, at + 1));
            await().atMost(PATIENCE).until(() -> !browser.text("#entry").equals(before));
        }
    }

    /** The PIN, on the keyboard: each digit goes singly to the agent. */
    void pin(String title, String digits) {
        awaitKind("PAD");
        awaitTitle(title);
        pinGoesOn(digits);
    }

    /** The rest of a PIN, and 确认. */
    void pinGoesOn(String digits) {
        int before = browser.evaluate("document.getElementById('digits').textContent.trim().length")
                .asInt();
        for (int at = 0; at < digits.length(); at++) {
            browser.press(digits.substring(at, at + 1));
            int typed = before + at + 1;
            await().atMost(PATIENCE)
                    .pollInterval(20, MILLISECONDS)
                    .until(() -> browser.evaluate("document.getElementById('digits').textContent.trim().length")
                                    .asInt()
                            == typed);
        }
        browser.press("Enter");
    }

    @Override
    public void close() {
        browser.close();
        try {
            agentEnd.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        bureauServer.close();
        insurerServer.close();
    }
}
