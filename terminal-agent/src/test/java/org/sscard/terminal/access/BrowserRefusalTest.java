package org.sscard.terminal.access;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Browser;
import org.sscard.terminal.CountingCards;
import org.sscard.terminal.check.BrowserPolicy;

/**
 * A page from another address space in a real Chromium: the browser keeps it from loopback and the script for pages says so;
 * let through by policy, it meets the agent's 403. Either way the card sees no command.
 */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(180)
class BrowserRefusalTest {

    @TempDir
    Path directory;

    private AgentAtLoopback agent;
    private HttpServer site;
    private String origin = "";
    private long before;

    @BeforeEach
    void start() throws IOException {
        Optional<InetAddress> elsewhere = otherAddress();
        assumeTrue(elsewhere.isPresent(), "this machine has no address but loopback");
        site = HttpServer.create(new InetSocketAddress(elsewhere.get(), 0), 0);
        origin = "http://" + elsewhere.get().getHostAddress() + ":"
                + site.getAddress().getPort();
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "");
        serve("/sscard.js", "text/javascript", agent.get("/sscard.js").body());
        serve("/page.js", "text/javascript", """
                SSCard.at('%s');
                SSCard.call('/v1/card/basic-read')
                  .then((card) => { document.title = 'READ ' + card.name; })
                  .catch((problem) => { SSCard.show(problem, document.getElementById('says')); document.title = problem.code; });
                SSCard.events(() => { document.body.dataset.event = 'heard'; },
                  (problem) => { document.body.dataset.event = problem.code; });
                """.formatted(agent.url()));
        serve(
                "/",
                "text/html; charset=utf-8",
                "<!doctype html><title>…</title><body><div id=says></div>"
                        + "<script src=/sscard.js></script><script src=/page.js></script>");
        site.start();
        before = CountingCards.commands();
    }

    @AfterEach
    void stop() {
        if (site != null) {
            site.stop(0);
        }
        if (agent != null) {
            agent.close();
        }
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

    private static Optional<InetAddress> otherAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }

    /** For the test the page counts as one that came over https. */
    private String asHttps() {
        return "--unsafely-treat-insecure-origin-as-secure=" + origin;
    }

    private void shows(Browser browser, String code, String words) {
        browser.open(URI.create(origin + "/"));
        await().atMost(60, SECONDS)
                .until(() -> !browser.evaluate("document.title").asText().equals("…")
                        && !browser.evaluate("document.body.dataset.event || ''")
                                .asText()
                                .isEmpty());
        assertThat(browser.evaluate("document.title").asText()).isEqualTo(code);
        assertThat(browser.evaluate("document.body.dataset.event").asText()).isEqualTo(code);
        assertThat(browser.text("#says")).contains(words).contains(code);
        assertThat(CountingCards.commands()).isEqualTo(before);
    }

    @Test
    void pageFromElsewhere_isStoppedByTheBrowser_andTheScriptSaysSo() {
        try (Browser browser = Browser.start(List.of(asHttps()))) {
            shows(browser, "BROWSER_REFUSED", "浏览器拦住了");
        }
    }

    @Test
    void pageWithoutHttps_isToldThatItNeedsHttps() {
        try (Browser browser = Browser.start()) {
            shows(browser, "BROWSER_PAGE_INSECURE", "改用 https");
        }
    }

    @Test
    void pageThatThePolicyLetsThrough_meetsTheAgents403() throws IOException, InterruptedException {
        assumeTrue(mayMount(), "no mount namespace for a policy of the test's own");
        Path policy = directory.resolve(BrowserPolicy.FILE);
        Files.writeString(policy, BrowserPolicy.json(List.of(origin), Optional.empty()));
        try (Browser browser = Browser.underPolicy(policy, List.of(asHttps()))) {
            shows(browser, "ORIGIN_NOT_ALLOWED", "没有允许本网站");
            assertThat(browser.complaints()).anyMatch(line -> line.contains("403"));
        }
    }

    @Test
    void pageThatPolicyAndAgentKnow_readsTheCard() throws IOException, InterruptedException {
        assumeTrue(mayMount(), "no mount namespace for a policy of the test's own");
        agent.close();
        agent = AgentAtLoopback.start(directory.resolve("data"), true, "allowOrigins: [\"" + origin + "\"]\n");
        Path policy = directory.resolve(BrowserPolicy.FILE);
        String authority =
                Files.readString(directory.resolve("data/tls/loopback-ca.crt")).replaceAll("-----[A-Z ]+-----|\\s", "");
        Files.writeString(policy, BrowserPolicy.json(List.of(origin), Optional.of(authority)));
        try (Browser browser = Browser.underPolicy(policy, List.of(asHttps()))) {
            browser.open(URI.create(origin + "/"));
            String https = agent.url().toString().replace("http:", "https:");
            browser.evaluate("SSCard.at('" + https + "')");
            assertThat(browser.evaluate("SSCard.call('/v1/card/basic-read').then((card) => card.name, (e) => e.code)")
                            .asText())
                    .as("over https, by the authority that the policy trusts")
                    .isEqualTo("测试甲");
            assertThat(browser.evaluate("new Promise((heard) => SSCard.events((event) => heard(event.type)))")
                            .asText())
                    .isEqualTo("hello");
        }
    }

    private static boolean mayMount() throws IOException, InterruptedException {
        return new ProcessBuilder("unshare", "-r", "-m", "mount", "-t", "tmpfs", "none", "/etc/chromium")
                        .start()
                        .waitFor()
                == 0;
    }
}
