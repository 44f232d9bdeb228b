package org.sscard.terminal.access;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Browser;

/** Pairing as a person sees it: a page opens the agent's window, the person consents there, the page reads the card. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(120)
class PairingWindowTest {

    @TempDir
    Path directory;

    private AgentAtLoopback agent;
    private HttpServer site;
    private String origin = "";

    @BeforeEach
    void start() throws IOException {
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "");
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin = "http://127.0.0.1:" + site.getAddress().getPort();
        serve("/sscard.js", "text/javascript", agent.get("/sscard.js").body());
        serve(
                "/",
                "text/html; charset=utf-8",
                "<!doctype html><title>HIS</title><button id=pair>pair</button><script src=/sscard.js></script>");
        site.start();
    }

    @AfterEach
    void stop() {
        site.stop(0);
        agent.close();
    }

    private void serve(String path, String type, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        site.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String read(Browser page) {
        return page.evaluate("SSCard.call('/v1/card/basic-read').then((card) => card.name, (e) => e.code)")
                .asText();
    }

    /** A browser opens windows for a person who presses something, not for a page by itself. */
    private void asks(Browser page) {
        page.evaluate(
                "document.getElementById('pair').onclick = () => SSCard.pair(['basic-read', 'debit'])"
                        + ".then((scopes) => { document.title = 'paired ' + scopes; }, (e) => { document.title = e.code; }); 1");
        page.evaluate("document.getElementById('pair').focus()");
        page.press("Enter");
    }

    @Test
    void personConsents_thePageReads_untilItIsRevoked() {
        try (Browser page = Browser.start()) {
            page.open(URI.create(origin + "/"));
            page.evaluate("SSCard.at('" + agent.url() + "')");
            assertThat(read(page)).isEqualTo("ORIGIN_NOT_ALLOWED");
            asks(page);
            try (Browser window = page.window("/pair?origin=")) {
                await().atMost(20, SECONDS)
                        .until(() ->
                                window.evaluate("document.readyState").asText().equals("complete"));
                assertThat(window.text(".asks .origin")).isEqualTo(origin);
                assertThat(window.text(".scopes")).contains("读取卡的基本信息", "扣款");
                assertThat(window.barriers()).isEmpty();
                window.click("input[value=debit]");
                window.click("button[value=allow]");
            }
            await().atMost(20, SECONDS)
                    .until(() -> page.evaluate("document.title").asText().equals("paired basic-read"));
            assertThat(read(page)).isEqualTo("测试甲");
            page.open(URI.create(agent.url() + "/pairings"));
            assertThat(page.text("main")).contains(origin, "读取卡的基本信息");
            assertThat(page.barriers()).isEmpty();
            page.follow(() -> page.click("td button"));
            assertThat(page.text("main")).contains("没有配对的网页");
            page.open(URI.create(origin + "/"));
            page.evaluate("SSCard.at('" + agent.url() + "')");
            assertThat(read(page)).isEqualTo("ORIGIN_NOT_ALLOWED");
        }
    }

    @Test
    void personRefuses_thePageGetsNothing() {
        try (Browser page = Browser.start()) {
            page.open(URI.create(origin + "/"));
            page.evaluate("SSCard.at('" + agent.url() + "')");
            asks(page);
            try (Browser window = page.window("/pair?origin=")) {
                await().atMost(20, SECONDS)
                        .until(() ->
                                window.evaluate("document.readyState").asText().equals("complete"));
                window.click("button[value=refuse]");
            }
            await().atMost(20, SECONDS)
                    .until(() -> page.evaluate("document.title").asText().equals("PAIRING_REFUSED"));
            assertThat(read(page)).isEqualTo("ORIGIN_NOT_ALLOWED");
        }
    }
}
