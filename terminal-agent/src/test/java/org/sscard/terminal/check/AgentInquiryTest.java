package org.sscard.terminal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.terminal.CountingCards;
import org.sscard.terminal.access.AgentAtLoopback;
import org.sscard.terminal.access.AllowedOrigin;

/** What doctor and support learn of an agent, and that none of it is anybody's data. */
class AgentInquiryTest {

    @TempDir
    static Path directory;

    private static AgentAtLoopback agent;

    @BeforeAll
    static void start() {
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "allowOrigins: [\"https://his.example\"]\n");
        agent.send("POST", "/v1/card/basic-read", "{}");
        agent.send("DELETE", "/v1/sandbox/cards/window", "");
        agent.send("POST", "/v1/card/basic-read", "{}");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private AgentInquiry inquiry() {
        return new AgentInquiry(agent.url(), directory.resolve("root"));
    }

    private static Map<String, Check.Shown> byId(List<Check.Shown> checks) {
        return checks.stream().collect(Collectors.toMap(Check.Shown::id, Function.identity()));
    }

    @Test
    void runningAgent_tellsEachOfItsFacts() {
        Map<String, Check.Shown> checks = byId(inquiry().checks());
        assertThat(checks)
                .containsOnlyKeys(
                        "agent",
                        "reader",
                        "card",
                        "psam",
                        "line",
                        "queue",
                        "blacklist",
                        "clock",
                        "certificate",
                        "lastError");
        assertThat(checks.get("reader").detail()).isEqualTo("window");
        assertThat(checks.get("blacklist").state()).isEqualTo("NOTICE");
        assertThat(checks.get("certificate").state()).isEqualTo("GOOD");
        assertThat(checks.get("lastError").code()).isEqualTo("CARD_ABSENT");
        assertThat(checks.get("lastError").remedyZh()).isNotEmpty();
    }

    @Test
    void absentAgent_isNamedWithItsRemedyAndTheMachineIsLookedAt() {
        Map<String, Check.Shown> checks = byId(new AgentInquiry(URI.create("http://127.0.0.1:1"), directory).checks());
        assertThat(checks).containsOnlyKeys("agent", "library", "pcscd", "polkit");
        assertThat(checks.get("agent").code()).isEqualTo("AGENT_NOT_RUNNING");
    }

    @Test
    void origin_isLookedAtFromItsSchemeToTheBrowsersPolicy() throws IOException {
        long before = CountingCards.commands();
        Map<String, Check.Shown> known = byId(inquiry().checks(AllowedOrigin.parse("https://his.example")));
        assertThat(known.get("origin-listed").state()).isEqualTo("GOOD");
        assertThat(known.get("policy-chromium").state()).isEqualTo("UNUSED");
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createFile(root.resolve("usr/bin/chromium"));
        Map<String, Check.Shown> stranger = byId(inquiry().checks(AllowedOrigin.parse("http://stranger.example")));
        assertThat(stranger.get("origin-secure").code()).isEqualTo("ORIGIN_INSECURE");
        assertThat(stranger.get("origin-listed").code()).isEqualTo("ORIGIN_NOT_ALLOWED");
        assertThat(stranger.get("policy-chromium").code()).isEqualTo("BROWSER_POLICY_MISSING");
        Path file = BrowserPolicy.Browser.CHROMIUM.file(root);
        Files.createDirectories(file.getParent());
        Files.writeString(file, BrowserPolicy.json(List.of("https://[*.]example"), Optional.empty()));
        assertThat(byId(inquiry().checks(AllowedOrigin.parse("https://his.example")))
                        .get("policy-chromium")
                        .detail())
                .isEqualTo(file.toString());
        assertThat(CountingCards.commands()).isEqualTo(before);
    }

    @Test
    void metrics_countOperationsByResult() {
        String metrics = agent.get("/metrics").body();
        assertThat(metrics)
                .contains("sscard_agent_operations_total{operation=\"basic-read\",result=\"OK\"}")
                .contains("sscard_agent_operations_total{operation=\"basic-read\",result=\"CARD_ABSENT\"}")
                .contains("sscard_agent_blacklist_age_seconds")
                .contains("sscard_agent_commands_total");
    }

    @Test
    void supportBundle_holdsNobodysData() throws IOException {
        Path config = directory.resolve("agent.yaml");
        Files.writeString(config, """
                # 测试甲 110101199003070011
                server: {port: 8600}
                allowOrigins: ["https://his.example"]
                device: "900003215"
                issuer:
                  url: https://user:geheim@issuer.example
                  credentials: {certificate: /etc/a.crt, key: /etc/geheim.key, authority: /etc/ca.crt}
                pin: "123456"
                secret: 00112233445566778899AABBCCDDEEFF
                pinNumber: 739104
                """);
        List<String> log = List.of(
                "2026-11-22T12:00:00 INFO reader read 测试甲 110101199003070011",
                "card A1234567X pin=739104 key: 00112233445566778899AABBCCDDEEFF",
                "verify 2006739104FFFFFFFF 6222021234567890123",
                "WARN blacklist feed: the line is down");
        Path zip = directory.resolve("support.zip");
        new SupportBundle(inquiry())
                .versions("0")
                .checks()
                .configuration(config)
                .log(log)
                .write(zip);
        String everything = unpacked(zip);
        assertThat(everything)
                .contains("the line is down", "https://his.example", "lastError", "sscard_agent_operations_total")
                .doesNotContain(
                        "测试甲",
                        "110101199003070011",
                        "900003215",
                        "A1234567X",
                        "739104",
                        "123456",
                        "00112233445566778899AABBCCDDEEFF",
                        "6222021234567890123",
                        "geheim");
    }

    private static String unpacked(Path zip) throws IOException {
        ByteArrayOutputStream everything = new ByteArrayOutputStream();
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                everything.write(entry.getName().getBytes(StandardCharsets.UTF_8));
                entries.transferTo(everything);
            }
        }
        return everything.toString(StandardCharsets.UTF_8);
    }
}
