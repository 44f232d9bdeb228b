package org.sscard.terminal.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.terminal.card.Images;

/** The agent's two pages in a real browser: the clerk's status and the holder's pad. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(120)
class AgentPagesTest {

    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TerminalAgent agent;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        String yaml = """
                server: {port: 0}
                data: %s
                pcsc: false
                virtual:
                  - {name: window}
                  - {name: sam}
                """.formatted(directory.resolve("data"));
        agent = TerminalAgent.start(
                Configuration.parse(yaml, "test", Map.of(), AgentConfig.class),
                true,
                Clock.system(ZoneId.of("Asia/Shanghai")),
                new SecureRandom());
        insert("window", Images.card("2.00", "SM4").replace("\"123456\"", "\"739104\""));
        insert("sam", Images.psam("SM4", 3));
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        agent.close();
    }

    @Test
    void theStatusPage_showsReadersInWords_withoutBarriersOrSidewaysScrolling() throws IOException {
        free("/", "status");
        await().atMost(10, SECONDS).until(() -> browser.text("#readers").contains("有卡"));
        assertThat(browser.text("#readers")).contains("window").contains("PSAM").contains("空闲");
        assertThat(browser.text("#dev")).contains("演示环境");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void thePad_asksInLargeTypeWithLargeKeys_andTheKeyboardAloneEntersAPin() throws Exception {
        free("/pad", "pad");
        assertThat(browser.text("#purpose")).isEqualTo("无需输入");
        CompletableFuture<HttpResponse<String>> verified =
                HTTP.sendAsync(post("/v1/card/verify-pin", "{}"), HttpResponse.BodyHandlers.ofString());
        await().atMost(20, SECONDS).until(() -> browser.text("#purpose").equals("请输入密码"));
        assertThat(browser.evaluate("Math.min(...[...document.querySelectorAll('.keys button')].map(b =>"
                                + " Math.min(b.offsetWidth, b.offsetHeight)))")
                        .asInt())
                .isGreaterThanOrEqualTo(60);
        assertThat(browser.evaluate("parseFloat(getComputedStyle(document.getElementById('left')).fontSize)")
                        .asInt())
                .isGreaterThanOrEqualTo(24);
        assertThat(browser.barriers()).isEmpty();
        Files.write(Path.of("target", "agent-pad-asking.png"), browser.picture());

        for (char digit : "739104".toCharArray()) {
            browser.evaluate("document.querySelector(\"form[action='/pad/digit/" + digit + "'] button\").focus()");
            browser.press("Enter");
        }
        await().atMost(10, SECONDS).until(() -> browser.text("#digits").strip().length() == 6);
        assertThat(browser.evaluate("document.documentElement.outerHTML").asText())
                .doesNotContain("739104");
        browser.evaluate("document.querySelector('.confirm').focus()");
        browser.press("Enter");
        assertThat(verified.get(20, SECONDS).statusCode()).isEqualTo(200);
        assertThat(browser.complaints()).isEmpty();
    }

    private static void free(String path, String name) throws IOException {
        for (int[] size : new int[][] {{1920, 1080}, {1080, 1920}, {683, 384}, {1366, 768}}) {
            browser.size(size[0], size[1]);
            browser.open(at(path));
            assertThat(browser.scrollsSideways()).as(path + " at " + size[0]).isFalse();
        }
        await().atMost(10, SECONDS)
                .until(() -> !browser.text("main").contains("正在读取")
                        && !browser.text("main").contains("请稍候"));
        assertThat(browser.barriers()).as(path).isEmpty();
        assertThat(browser.complaints()).as(path).isEmpty();
        Files.write(Path.of("target", "agent-" + name + ".png"), browser.picture());
    }

    private static void insert(String reader, String image) throws Exception {
        String body = new ObjectMapper()
                .createObjectNode()
                .put("reader", reader)
                .put("image", image)
                .toString();
        assertThat(HTTP.send(post("/v1/sandbox/cards", body), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static URI at(String path) {
        return agent.url().resolve(path);
    }
}
