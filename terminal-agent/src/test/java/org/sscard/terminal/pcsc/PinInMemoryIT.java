package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.terminal.AgentProcess;
import org.sscard.terminal.LeftBehind;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.classic.KeyServiceDouble;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.keys.v1.KeyServiceGrpc;

/**
 * The agent as a process of its own, its cards elsewhere: after the PIN was verified, changed, reloaded by the PSAM and by the
 * key service, and unblocked, no live object of the agent holds it, nor does its log or any file of it.
 */
class PinInMemoryIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Sixteen digits: shorter ones are found in any memory by chance. */
    private static final List<String> PINS =
            List.of("8240917355620841", "7719304482650913", "5068213974405827", "9361570248846105");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private PcscDaemon pcscd;
    private Process agent;
    private ServiceServer keyService;
    private URI url;

    @AfterEach
    void stop() throws IOException {
        if (agent != null) {
            agent.destroyForcibly();
        }
        if (keyService != null) {
            keyService.close();
        }
        if (pcscd != null) {
            pcscd.close();
        }
    }

    private void start() throws Exception {
        InternalCa ca = InternalCa.open(directory.resolve("ca"), Clock.systemUTC(), new SecureRandom());
        keyService = ServiceServer.builder(new ServerConfig(
                        "127.0.0.1", 0, List.of(), ServerConfig.Tls.of(ca.server("keys", "127.0.0.1"))))
                .grpc(new KeyServiceDouble())
                .roles(RoleTable.builder()
                        .allow(KeyServiceGrpc.getServiceDescriptor(), Role.AGENT)
                        .build())
                .start();
        Credentials credentials = ca.client("window-1", Role.AGENT);
        Path config = Files.writeString(directory.resolve("agent.yaml"), """
                server: {port: 0}
                data: %s
                keyService:
                  url: %s
                  credentials: {certificate: %s, key: %s, authority: %s}
                """.formatted(
                        directory.resolve("data"),
                        keyService.url(),
                        credentials.certificate(),
                        credentials.key(),
                        credentials.authority()));
        Path address = directory.resolve("address");
        agent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentProcess.class.getName(),
                        config.toString(),
                        address.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.log").toFile())
                .start();
        await().atMost(60, SECONDS).until(() -> Files.exists(address));
        url = URI.create(Files.readString(address));
    }

    private JsonNode ask(String method, String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode content = answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
            assertThat(answer.statusCode()).as(path + " " + content).isBetween(200, 204);
            return content;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One call, and what the holder types meanwhile. */
    private void call(String path, String body, String... entries) {
        CompletableFuture<JsonNode> call = CompletableFuture.supplyAsync(() -> ask("POST", path, body));
        for (String entry : entries) {
            await().atMost(20, SECONDS).until(() -> {
                JsonNode state = ask("GET", "/pad/state", "");
                return call.isCompletedExceptionally()
                        || (state.path("asking").asBoolean()
                                && state.path("digits").asInt() == 0);
            });
            entry.chars().forEach(digit -> ask("POST", "/pad/digit/" + (char) digit, ""));
            ask("POST", "/pad/confirm", "");
        }
        call.join();
    }

    @Test
    void pinIsInNoLiveObjectAndNoFile() throws Exception {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        start();
        String image = Images.card("2.00", "DES").replace("\"123456\"", "\"" + PINS.get(0) + "\"");
        try (VpcdCard user = serve(image, 0)) {
            VpcdCard psam = serve(Images.psam("DES", 1), 1);
            await().atMost(30, SECONDS).until(() -> cardsPresent() == 2);
            assertThat(user.isInserted()).isTrue();
            String card = "{\"card\":{\"cardIdentificationCode\":\""
                    + ask("POST", "/v1/card/basic-read", "{}")
                            .path("cardIdentificationCode")
                            .asText()
                    + "\"}}";
            call("/v1/card/verify-pin", "{}", PINS.get(0));
            call("/v1/card/change-pin", "{}", PINS.get(0), PINS.get(1), PINS.get(1));
            call("/v1/card/reload-pin", card, PINS.get(2), PINS.get(2));
            call("/v1/card/unblock-pin", card);
            psam.close();
            await().atMost(30, SECONDS).until(() -> cardsPresent() == 1);
            call("/v1/card/reload-pin", card, PINS.get(3), PINS.get(3));
            call("/v1/card/verify-pin", "{}", PINS.get(3));
        }

        assertThat(found(LeftBehind.heapOf(agent, directory))).as("in memory").isEmpty();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".hprof"))
                    .toList()) {
                assertThat(found(file)).as(file.toString()).isEmpty();
            }
        }
    }

    private VpcdCard serve(String image, int slot) {
        return VpcdCard.serve(
                VirtualCards.fromImage(image, TransmissionMode.T1, new SecureRandom()), "127.0.0.1", pcscd.port(slot));
    }

    private long cardsPresent() {
        long present = 0;
        for (JsonNode reader : ask("GET", "/v1/readers", "").path("readers")) {
            present += reader.path("cardPresent").asBoolean() ? 1 : 0;
        }
        return present;
    }

    /** Which forms of which PIN a file contains. */
    private static List<String> found(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        for (String pin : PINS) {
            LeftBehind.in(file, LeftBehind.formsOfPin(pin))
                    .forEach(form -> found.add(form + " of PIN " + PINS.indexOf(pin)));
        }
        return found;
    }
}
