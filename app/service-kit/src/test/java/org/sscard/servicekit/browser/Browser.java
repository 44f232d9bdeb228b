package org.sscard.servicekit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One tab of a real Chromium, driven over its DevTools protocol. Whatever it complains about (content security policy,
 * missing files, scripts that fail) is kept in {@link #complaints()}.
 */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, Integer> KEY_CODES = Map.ofEntries(
            Map.entry("Tab", 9),
            Map.entry("Enter", 13),
            Map.entry("Escape", 27),
            Map.entry("ArrowUp", 38),
            Map.entry("ArrowDown", 40),
            Map.entry("F2", 113),
            Map.entry("F4", 115),
            Map.entry("F8", 119),
            Map.entry("F9", 120));

    private final Process process;
    private final Path profile;
    private final boolean first;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger loads = new AtomicInteger();

    private Browser(Process process, Path profile, URI tab, boolean first) {
        this.process = process;
        this.profile = profile;
        this.first = first;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(tab, new Messages())
                .join();
    }

    /** Whether this machine has a Chromium; without one a browser test does not run. */
    public static boolean installed() {
        return Files.isExecutable(CHROMIUM);
    }

    public static Browser start() {
        return start(List.of());
    }

    /** With further flags of Chromium. */
    public static Browser start(List<String> flags) {
        return start(List.of(CHROMIUM.toString()), flags);
    }

    /**
     * With a policy of the administrator, which Chromium finds where it looks for one; only this process sees it. Needs a
     * mount namespace.
     */
    public static Browser underPolicy(Path policy, List<String> flags) {
        String inOwnRoom = "mount -t tmpfs policies /etc/chromium && mkdir -p /etc/chromium/policies/managed"
                + " && cp '" + policy + "' /etc/chromium/policies/managed/ && exec \"$0\" \"$@\"";
        return start(List.of("unshare", "-r", "-m", "sh", "-c", inOwnRoom, CHROMIUM.toString()), flags);
    }

    private static Browser start(List<String> program, List<String> flags) {
        try {
            Path profile = Files.createTempDirectory("chromium");
            List<String> command = new ArrayList<>(program);
            command.addAll(List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--hide-scrollbars",
                    "--lang=zh-CN",
                    "--force-color-profile=srgb",
                    "--font-render-hinting=none",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile));
            command.addAll(flags);
            command.add("about:blank");
            ProcessBuilder chromium = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            // The people whose browser this is read Chinese dates.
            chromium.environment().put("LANGUAGE", "zh_CN");
            Process process = chromium.start();
            Path active = profile.resolve("DevToolsActivePort");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            Files.exists(active) && Files.readAllLines(active).size() > 1);
            Browser browser =
                    new Browser(process, profile, tab(Files.readAllLines(active).get(0)), true);
            browser.call("Page.enable", Map.of());
            browser.call("Runtime.enable", Map.of());
            browser.call("Log.enable", Map.of());
            browser.size(1366, 768);
            return browser;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another window of this browser, by what its address contains; closing it leaves the browser. */
    public Browser window(String address) {
        try {
            String port =
                    Files.readAllLines(profile.resolve("DevToolsActivePort")).get(0);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> target(port, address).isPresent());
            Browser other = new Browser(process, profile, target(port, address).orElseThrow(), false);
            other.call("Page.enable", Map.of());
            other.call("Runtime.enable", Map.of());
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI tab(String port) throws IOException {
        return target(port, "").orElseThrow(() -> new IllegalStateException("no tab"));
    }

    private static Optional<URI> target(String port, String address) throws IOException {
        try {
            HttpResponse<String> list = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            for (JsonNode target : JSON.readTree(list.body())) {
                if (target.path("type").asText().equals("page")
                        && target.path("url").asText().contains(address)) {
                    return Optional.of(
                            URI.create(target.path("webSocketDebuggerUrl").asText()));
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Goes to a page and waits until it has loaded. */
    public void open(URI page) {
        int before = loads.get();
        call("Page.navigate", Map.of("url", page.toString()));
        loaded(before);
    }

    /** Does something that leads to another page, and waits for it. */
    public void follow(Runnable action) {
        int before = loads.get();
        action.run();
        loaded(before);
    }

    private void loaded(int before) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> loads.get() > before);
    }

    public void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** The value of an expression; a promise is waited for. */
    public JsonNode evaluate(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.path("exceptionDetails").toString());
        }
        return answer.path("result").path("value");
    }

    public String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ").innerText")
                .asText();
    }

    public void click(String selector) {
        evaluate("document.querySelector(" + quoted(selector) + ").click()");
    }

    /** Puts the focus on an element and types. */
    public void type(String selector, String text) {
        evaluate("(e => { e.focus(); e.value = ''; })(document.querySelector(" + quoted(selector) + "))");
        call("Input.insertText", Map.of("text", text));
    }

    /** Chooses a file in a file field, as a person does in the browser's dialog. */
    public void choose(String selector, Path file) {
        JsonNode field =
                call("Runtime.evaluate", Map.of("expression", "document.querySelector(" + quoted(selector) + ")"));
        call(
                "DOM.setFileInputFiles",
                Map.of(
                        "files",
                        List.of(file.toAbsolutePath().toString()),
                        "objectId",
                        field.path("result").path("objectId").asText()));
    }

    /** One key by its name, e.g. Tab, Enter, F2 or ?. */
    public void press(String key) {
        ObjectNode down = JSON.createObjectNode().put("type", "keyDown").put("key", key);
        if (KEY_CODES.containsKey(key)) {
            down.put("windowsVirtualKeyCode", KEY_CODES.get(key));
        }
        if (key.equals("Enter")) {
            down.put("text", "\r");
        } else if (key.length() == 1) {
            down.put("text", key);
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", down.deepCopy().put("type", "keyUp").without("text"));
    }

    /** What stands between the visitor and the page, by axe: rule, weight and the elements. */
    public List<String> barriers() {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> found = new ArrayList<>();
        for (JsonNode barrier : evaluate("axe.run(document).then(r => r.violations.map(v => v.impact + ' ' + v.id + ' '"
                + " + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' | ')))")) {
            found.add(barrier.asText());
        }
        return found;
    }

    /** Whether the page is wider than its window. */
    public boolean scrollsSideways() {
        return evaluate("document.documentElement.scrollWidth > window.innerWidth")
                .asBoolean();
    }

    /** The whole page as PNG. */
    public byte[] picture() {
        int height = evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
                .asInt();
        int width = evaluate("window.innerWidth").asInt();
        JsonNode picture = call(
                "Page.captureScreenshot",
                Map.of(
                        "format",
                        "png",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
        return Base64.getDecoder().decode(picture.path("data").asText());
    }

    /** The page printed as PDF, as its style sheet for print says. */
    public byte[] printed() {
        return Base64.getDecoder()
                .decode(call("Page.printToPDF", Map.of("preferCSSPageSize", true))
                        .path("data")
                        .asText());
    }

    /** Errors on the console since the start. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode call(String method, Object parameters) {
        int id = number.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    @Override
    public void close() {
        socket.abort();
        if (!first) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file that a dying child still wrote stays in the temporary directory.
            profile.toFile().deleteOnExit();
        }
    }

    /** Collects the protocol's messages, which come in parts. */
    private final class Messages implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                String whole = parts.toString();
                parts.setLength(0);
                message(whole);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void message(String text) {
            try {
                JsonNode message = JSON.readTree(text);
                CompletableFuture<JsonNode> asked =
                        waiting.remove(message.path("id").asInt());
                if (asked != null) {
                    asked.complete(message.path("result"));
                }
                switch (message.path("method").asText()) {
                    case "Page.loadEventFired" -> loads.incrementAndGet();
                    case "Log.entryAdded" -> {
                        JsonNode entry = message.path("params").path("entry");
                        if (entry.path("level").asText().equals("error")) {
                            complaints.add(entry.path("text").asText() + " "
                                    + entry.path("url").asText());
                        }
                    }
                    case "Runtime.exceptionThrown" ->
                        complaints.add(
                                message.path("params").path("exceptionDetails").toString());
                    default -> {}
                }
            } catch (IOException e) {
                complaints.add(e.toString());
            }
        }
    }
}
