package org.sscard.terminal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sscard.terminal.access.AgentAtLoopback.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.terminal.CountingCards;

/** Attack A10 as a page or a neighbour on the machine would try it: 403, and the card sees no command. */
class HostilePagesTest {

    private static final String READ = "/v1/card/basic-read";
    private static final String LISTED = "https://his.example";

    @TempDir
    static Path directory;

    private static AgentAtLoopback agent;
    private long before;

    @BeforeAll
    static void start() {
        agent = AgentAtLoopback.start(
                directory.resolve("data"), true, "allowOrigins: [\"https://his.example\"]\nclassic: {port: 0}\n");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void count() {
        before = CountingCards.commands();
    }

    @AfterEach
    void cardSawNothing() {
        assertThat(CountingCards.commands()).isEqualTo(before);
    }

    private static void refused(HttpResponse<String> answer, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(json(answer).get("code").asText()).isEqualTo(code);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://his.example",
                "https://his.example.evil.example",
                "https://his.example:8443",
                "https://HIS.example",
                "http://127.0.0.1:1",
                "null",
                "chrome-extension://abcdefgh",
                "https://his.example, https://evil.example"
            })
    void foreignOrigin_isRefusedOnEveryWayIn(String origin) {
        refused(agent.send("POST", READ, "{}", "Origin", origin), "ORIGIN_NOT_ALLOWED");
        refused(agent.get("/v1/readers", "Origin", origin), "ORIGIN_NOT_ALLOWED");
        refused(agent.send("POST", "/classic/iReadCardBas", "{\"iType\":1}", "Origin", origin), "ORIGIN_NOT_ALLOWED");
        refused(agent.send("POST", "/pad/digit/1", "", "Origin", origin), "ORIGIN_NOT_ALLOWED");
        refused(agent.get("/status", "Origin", origin), "ORIGIN_NOT_ALLOWED");
        refused(
                agent.send("OPTIONS", READ, "", "Origin", origin, "Access-Control-Request-Method", "POST"),
                "ORIGIN_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8600",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "192.0.2.2"
            })
    void reboundName_isRefused(String host) {
        refused(agent.send("POST", READ, "{}", "Host", host), "HOST_NOT_ALLOWED");
        refused(agent.send("POST", READ, "{}", "Host", host, "Origin", "http://" + host), "HOST_NOT_ALLOWED");
        refused(agent.get("/pair?origin=https://a.example", "Host", host), "HOST_NOT_ALLOWED");
    }

    @ParameterizedTest
    @CsvSource({
        "cross-site,no-cors,image",
        "cross-site,no-cors,script",
        "same-site,navigate,iframe",
        "cross-site,no-cors,empty"
    })
    void embeddingWithoutAnOrigin_isRefused(String site, String mode, String destination) {
        refused(
                agent.get("/v1/readers", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", mode, "Sec-Fetch-Dest", destination),
                "ORIGIN_NOT_ALLOWED");
    }

    @Test
    void linkFromAnotherPage_leadsToAPageButToNoCall() {
        String[] link = {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"};
        refused(agent.get("/v1/readers", link), "ORIGIN_NOT_ALLOWED");
        assertThat(agent.get("/pair?origin=https://a.example", link).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/card/read-files", "/v1/card/verify-pin", "/v1/card/debit", "/v1/card/write-files"})
    void listedPage_hasItsScopesOnly(String call) {
        HttpResponse<String> answer = agent.send("POST", call, "{}", "Origin", LISTED);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).get("code").asText()).isEqualTo("ROLE_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pad/digit/1", "/pad/confirm", "/pad/cancel", "/pair", "/pairings/revoke", "/display"})
    void listedPage_pressesNoButtonOfTheAgentsOwnPages(String button) {
        refused(agent.send("POST", button, "", "Origin", LISTED), "ORIGIN_NOT_ALLOWED");
    }

    @Test
    void listedPage_mayReadTheRefusal() {
        HttpResponse<String> preflight =
                agent.send("OPTIONS", READ, "", "Origin", LISTED, "Access-Control-Request-Method", "POST");
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .hasValue(LISTED);
        assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                .hasValueSatisfying(names -> assertThat(names).contains("authorization", "content-type"));
        assertThat(preflight.headers().allValues("access-control-allow-credentials"))
                .isEmpty();
    }

    @Test
    void programOfAnotherUser_isRefused() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        Process curl = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "curl",
                        "-s",
                        "-d",
                        "{}",
                        "-H",
                        "Content-Type: application/json",
                        agent.url() + READ)
                .redirectErrorStream(true)
                .start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(curl.waitFor() != 127, "curl");
        assertThat(answer).contains("USER_NOT_ALLOWED").contains("\"status\":403");
    }

    @Test
    void keyOfTheLoopbackAuthority_isNowhereOnDisk() throws IOException {
        Path tls = directory.resolve("data/tls");
        try (var files = Files.list(tls)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("loopback-ca.crt", "loopback.crt", "loopback.key");
        }
    }
}
