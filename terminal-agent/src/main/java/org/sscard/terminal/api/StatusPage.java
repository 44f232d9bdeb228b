package org.sscard.terminal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.card.Blacklist;
import org.sscard.terminal.check.Check;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The agent's state for a clerk at {@code /} and for programs at {@code /status}: no card content, no person. */
public final class StatusPage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HTML = Resources.text("status.html");
    private static final String SCRIPT = Resources.text("status.js");

    /** For web pages to copy. */
    private static final String FOR_PAGES = Resources.text("sscard.js");

    private final ReaderDesk readers;
    private final Blacklist blacklist;
    private final List<Line> lines;
    private final LastFailure lastFailure;
    private final AgentChecks checks;
    private final boolean dev;

    /** A connection of this agent to another service. */
    public record Line(String name, BooleanSupplier up) {}

    /** The whole state; the JSON has these names. */
    record State(
            boolean dev,
            List<ReaderState> readers,
            List<Trouble> problems,
            List<LineState> lines,
            long blacklistVersion,
            @Nullable Long blacklistAgeSeconds,
            @Nullable Trouble lastFailure,
            List<Check.Shown> checks) {}

    /** @param agent of the program, empty when it was not packaged */
    record Version(String agent, String api, String speaks) {

        static final Version CURRENT = new Version(
                Optional.ofNullable(StatusPage.class.getPackage().getImplementationVersion())
                        .orElse(""),
                ApiVersion.CURRENT.toString(),
                ApiVersion.CURRENT.spoken());
    }

    record ReaderState(String name, String role, boolean cardPresent, boolean busy) {}

    record LineState(String name, boolean up) {}

    record Trouble(String code, String zh, String en, String remedyZh, String remedyEn, String at) {

        static Trouble of(CodedException failure, String at) {
            return new Trouble(
                    failure.code().name(), failure.zh(), failure.en(), failure.remedyZh(), failure.remedyEn(), at);
        }
    }

    public StatusPage(
            ReaderDesk readers,
            Blacklist blacklist,
            List<Line> lines,
            LastFailure lastFailure,
            AgentChecks checks,
            boolean dev) {
        this.checks = checks;
        this.readers = readers;
        this.blacklist = blacklist;
        this.lines = List.copyOf(lines);
        this.lastFailure = lastFailure;
        this.dev = dev;
    }

    /** The page itself, at {@code /}. */
    public static HttpService home() {
        return Resources.serving(MediaType.HTML_UTF_8, HTML);
    }

    /** What the page asks for. */
    public void register(ServerBuilder server) {
        server.route().get("/status.js").build(Resources.serving(MediaType.JAVASCRIPT_UTF_8, SCRIPT));
        server.route().get("/sscard.js").build(Resources.serving(MediaType.JAVASCRIPT_UTF_8, FOR_PAGES));
        server.route().get("/status").build((request, http) -> json(state()));
        server.route().get("/version").build((request, http) -> json(Version.CURRENT));
    }

    private static HttpResponse json(Object value) {
        try {
            return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, HttpData.wrap(JSON.writeValueAsBytes(value)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private State state() {
        Optional<Trouble> last = lastFailure
                .get()
                .map(seen -> Trouble.of(seen.failure(), seen.at().toString()));
        return new State(
                dev,
                readers.readers().stream().map(StatusPage::reader).toList(),
                readers.problems().stream()
                        .map((ErrorCode code) -> Trouble.of(new CodedException(code), ""))
                        .toList(),
                lines.stream()
                        .map(line -> new LineState(line.name(), line.up().getAsBoolean()))
                        .toList(),
                blacklist.version(),
                checks.blacklistAge().map(Duration::toSeconds).orElse(null),
                last.orElse(null),
                checks.run().stream().map(Check::shown).toList());
    }

    private static ReaderState reader(ReaderStatus status) {
        return new ReaderState(
                status.name(), status.role().name(), status.presence().cardPresent(), status.leased());
    }
}
