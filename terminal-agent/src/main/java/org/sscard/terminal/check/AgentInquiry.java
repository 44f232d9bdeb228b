package org.sscard.terminal.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sscard.terminal.access.AllowedOrigin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Asks a running agent how it is, and whether it lets a web page in; no question reaches a card. */
public final class AgentInquiry {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static {
        // A question in the name of a page carries that page's Origin.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
    }

    private final URI agent;
    private final Path root;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * @param agent its address over http, without a trailing slash
     * @param root / of the machine
     */
    public AgentInquiry(URI agent, Path root) {
        this.agent = agent;
        this.root = root;
    }

    /** What is well and what is not: as the agent tells it, or, where none answers, what can be seen without it. */
    public List<Check.Shown> checks() {
        Optional<JsonNode> status = status();
        if (status.isEmpty()) {
            List<Check> checks = new ArrayList<>();
            checks.add(Check.bad(
                    "agent",
                    "终端代理",
                    "terminal agent",
                    agent.toString(),
                    new CodedException(ErrorCode.AGENT_NOT_RUNNING, agent)));
            checks.addAll(MachineChecks.ofThisMachine());
            return checks.stream().map(Check::shown).toList();
        }
        List<Check.Shown> checks = new ArrayList<>();
        checks.add(
                Check.good("agent", "终端代理", "terminal agent", agent.toString()).shown());
        for (JsonNode check : status.get().path("checks")) {
            checks.add(JSON.convertValue(check, Check.Shown.class));
        }
        return checks;
    }

    private Optional<JsonNode> status() {
        try {
            return Optional.of(JSON.readTree(text("/status")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The body of a page of the agent. */
    String text(String path) throws IOException {
        HttpResponse<String> answer =
                ask(HttpRequest.newBuilder(URI.create(agent + path)).build());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode());
        }
        return answer.body();
    }

    private HttpResponse<String> ask(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Why a page of this origin does or does not reach the agent: its scheme, the agent's list, each browser's policy. */
    public List<Check.Shown> checks(AllowedOrigin page) {
        List<Check> checks = new ArrayList<>();
        checks.add(
                page.isSecure()
                        ? Check.good("origin-secure", "网页来源", "origin", page.origin())
                        : Check.bad(
                                "origin-secure",
                                "网页来源",
                                "origin",
                                page.origin(),
                                new CodedException(ErrorCode.ORIGIN_INSECURE)));
        checks.add(letIn(page.origin()));
        Arrays.stream(BrowserPolicy.Browser.values())
                .map(browser -> policy(browser, page.origin()))
                .forEach(checks::add);
        return checks.stream().map(Check::shown).toList();
    }

    private Check letIn(String origin) {
        HttpRequest preflight = HttpRequest.newBuilder(URI.create(agent + "/v1/card/basic-read"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .build();
        try {
            return ask(preflight).statusCode() == 204
                    ? Check.good("origin-listed", "终端代理的允许名单", "the agent's list", origin)
                    : Check.bad(
                            "origin-listed",
                            "终端代理的允许名单",
                            "the agent's list",
                            origin,
                            new CodedException(ErrorCode.ORIGIN_NOT_ALLOWED));
        } catch (IOException e) {
            return Check.bad(
                    "origin-listed",
                    "终端代理的允许名单",
                    "the agent's list",
                    origin,
                    new CodedException(e, ErrorCode.AGENT_NOT_RUNNING, agent));
        }
    }

    private Check policy(BrowserPolicy.Browser browser, String origin) {
        String id = "policy-" + browser.name().toLowerCase(java.util.Locale.ROOT);
        Optional<Path> file = BrowserPolicy.allowing(root, browser, origin);
        if (file.isPresent()) {
            return Check.good(
                    id,
                    browser.title() + " 策略",
                    browser.title() + " policy",
                    file.get().toString());
        }
        return browser.installed(root)
                ? Check.notice(
                        id,
                        browser.title() + " 策略",
                        browser.title() + " policy",
                        browser.file(root).toString(),
                        new CodedException(ErrorCode.BROWSER_POLICY_MISSING, origin))
                : Check.unused(id, browser.title() + " 策略", browser.title() + " policy", "未安装 not installed");
    }
}
