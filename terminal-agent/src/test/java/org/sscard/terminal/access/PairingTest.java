package org.sscard.terminal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.terminal.access.AgentAtLoopback.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.terminal.CountingCards;

/** Consent on the agent's own page, and the token that comes of it. */
class PairingTest {

    private static final String READ = "/v1/card/basic-read";
    private static final String SITE = "https://clinic.example";

    @TempDir
    Path directory;

    private AgentAtLoopback agent;

    @BeforeEach
    void start() {
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private String own() {
        return agent.url().toString();
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private String ticket(String scopes) {
        return found(
                "name=\"ticket\" value=\"([0-9a-f]+)\"",
                agent.get("/pair?origin=" + SITE + "&scopes=" + scopes).body());
    }

    private HttpResponse<String> decide(String form, String origin) {
        return agent.send("POST", "/pair", form, "Origin", origin, "Content-Type", "application/x-www-form-urlencoded");
    }

    private String paired(String asked, String ticked) {
        HttpResponse<String> answer = decide("decision=allow&ticket=" + ticket(asked) + ticked, own());
        assertThat(answer.statusCode()).isEqualTo(200);
        return found("data-token=\"([A-Za-z0-9_-]{43})\"", answer.body());
    }

    private HttpResponse<String> read(String origin, String token) {
        return agent.send("POST", READ, "{}", "Origin", origin, "Authorization", "Bearer " + token);
    }

    @Test
    void consentedPage_readsWithItsToken() {
        assertThat(agent.get("/pair?origin=" + SITE + "&scopes=basic-read,pin").body())
                .contains(SITE, "读取卡的基本信息", "密码键盘")
                .doesNotContain("扣款");
        String token = paired("basic-read,pin", "&scope=basic-read");
        HttpResponse<String> answer = read(SITE, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("name").asText()).isEqualTo("测试甲");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue(SITE);
        assertThat(json(agent.send(
                                "POST",
                                "/v1/card/verify-pin",
                                "{}",
                                "Origin",
                                SITE,
                                "Authorization",
                                "Bearer " + token))
                        .get("code")
                        .asText())
                .as("unticked on the page")
                .isEqualTo("ROLE_NOT_ALLOWED");
    }

    @Test
    void token_isWorthNothingElsewhere() throws IOException {
        String token = paired("basic-read", "&scope=basic-read");
        long before = CountingCards.commands();
        assertThat(read("https://evil.example", token).statusCode()).isEqualTo(403);
        HttpResponse<String> without = agent.send("POST", READ, "{}", "Origin", SITE);
        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(json(without).get("code").asText()).isEqualTo("PAIRING_REQUIRED");
        assertThat(read(SITE, token.substring(1) + "A").statusCode()).isEqualTo(403);
        assertThat(CountingCards.commands()).isEqualTo(before);
        assertThat(Files.readString(directory.resolve("data/pairings")))
                .contains(SITE)
                .doesNotContain(token);
    }

    @Test
    void pairing_survivesARestartAndEndsWhenRevoked() {
        String token = paired("basic-read", "&scope=basic-read");
        stop();
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "");
        assertThat(read(SITE, token).statusCode()).isEqualTo(200);
        String list = agent.get("/pairings").body();
        String form = "ticket=" + found("name=\"ticket\" value=\"([0-9a-f]+)\"", list) + "&id="
                + found("name=\"id\" value=\"([0-9a-f]+)\"", list);
        HttpResponse<String> foreign = agent.send("POST", "/pairings/revoke", form, "Origin", SITE);
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(agent.send("POST", "/pairings/revoke", form, "Origin", own()).statusCode())
                .isEqualTo(303);
        assertThat(read(SITE, token).statusCode()).isEqualTo(403);
        assertThat(agent.get("/pairings").body()).doesNotContain(SITE);
    }

    @Test
    void consentThatNoPersonGave_countsForNothing() {
        String ticket = ticket("basic-read");
        String form = "decision=allow&scope=basic-read&ticket=" + ticket;
        assertThat(decide(form, "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(agent.send("POST", "/pair", form).statusCode())
                .as("no page at all")
                .isEqualTo(403);
        assertThat(decide("decision=allow&scope=basic-read&ticket=00", own()).statusCode())
                .isEqualTo(403);
        assertThat(decide("decision=refuse&scope=basic-read&ticket=" + ticket, own())
                        .body())
                .contains("已拒绝", "data-token=\"\"");
        assertThat(decide(form, own()).statusCode()).as("a ticket serves once").isEqualTo(403);
        assertThat(agent.send("POST", READ, "{}", "Origin", SITE).statusCode()).isEqualTo(403);
    }

    @Test
    void scopeThatWasNotAskedFor_isNotGranted() {
        String token = paired("basic-read", "&scope=basic-read&scope=debit");
        assertThat(json(agent.send("POST", "/v1/card/debit", "{}", "Origin", SITE, "Authorization", "Bearer " + token))
                        .get("code")
                        .asText())
                .isEqualTo("ROLE_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://clinic.example",
                "https://a%22%3E%3Cscript%3E",
                "https://a/b",
                "javascript:alert(1)",
                "https://a.example&scopes=everything",
                ""
            })
    void originThatCannotBeTrusted_isNotAskedFor(String origin) {
        assertThat(agent.get("/pair?origin=" + origin).statusCode()).isEqualTo(400);
    }
}
