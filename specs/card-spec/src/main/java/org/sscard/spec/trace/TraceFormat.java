package org.sscard.spec.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.transport.CardTransportException;

/** The trace file: one JSON object a line, the first is the header (docs/trace-format.md). */
public final class TraceFormat {

    static final int VERSION = 1;

    private static final String NAME = "sscard-apdu";
    private static final ObjectMapper JSON = new ObjectMapper();

    private TraceFormat() {}

    /** @throws TraceFormatException naming the line that is not of this format */
    public static Trace read(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(in);
        }
    }

    /** @throws TraceFormatException naming the line that is not of this format */
    public static Trace read(Reader in) throws IOException {
        BufferedReader lines = new BufferedReader(in);
        @Nullable String first = lines.readLine();
        if (first == null) {
            throw new TraceFormatException(1, "the file is empty");
        }
        JsonNode header = parse(first, 1);
        if (!NAME.equals(header.path("trace").asText())
                || header.path("version").asInt() != VERSION) {
            throw new TraceFormatException(1, "the header does not say " + NAME + " version " + VERSION);
        }
        List<TraceEntry> entries = new ArrayList<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                entries.add(entry(parse(line, number), number));
            }
        }
        try {
            return new Trace(
                    TraceRole.ofText(header.path("role").asText()),
                    header.path("redacted").asBoolean(true),
                    entries);
        } catch (IllegalArgumentException e) {
            throw new TraceFormatException(1, e.getMessage());
        }
    }

    static String header(TraceRole role, boolean redacted) {
        ObjectNode node = JSON.createObjectNode();
        node.put("trace", NAME);
        node.put("version", VERSION);
        node.put("role", role.text());
        node.put("redacted", redacted);
        return write(node);
    }

    static String line(TraceEntry entry) {
        ObjectNode node = JSON.createObjectNode();
        node.put("at", entry.at().toString());
        if (entry instanceof TraceEntry.Exchange exchange) {
            node.put("us", exchange.micros());
            node.put("command", exchange.command().toString());
            node.put("response", exchange.response().toString());
        } else if (entry instanceof TraceEntry.Failure failure) {
            node.put("us", failure.micros());
            node.put("command", failure.command().toString());
            node.put("failure", failure.kind().name());
        } else if (entry instanceof TraceEntry.Connected connected) {
            node.put("connected", connected.atr().toString());
        } else if (entry instanceof TraceEntry.Reset reset) {
            node.put("reset", reset.atr().toString());
        } else {
            node.put("closed", true);
        }
        return write(node);
    }

    private static TraceEntry entry(JsonNode node, int line) {
        try {
            Instant at = Instant.parse(node.path("at").asText());
            long micros = node.path("us").asLong();
            if (node.has("response")) {
                MaskedBytes response = bytes(node, "response");
                if (response.length() < 2
                        || !response.slice(response.length() - 2, response.length())
                                .isOpen()) {
                    throw new TraceFormatException(line, "a response ends with its status word");
                }
                return new TraceEntry.Exchange(at, micros, bytes(node, "command"), response);
            }
            if (node.has("failure")) {
                CardTransportException.Kind kind =
                        CardTransportException.Kind.valueOf(node.get("failure").asText());
                return new TraceEntry.Failure(at, micros, bytes(node, "command"), kind);
            }
            if (node.has("connected")) {
                return new TraceEntry.Connected(at, bytes(node, "connected"));
            }
            if (node.has("reset")) {
                return new TraceEntry.Reset(at, bytes(node, "reset"));
            }
            if (node.has("closed")) {
                return new TraceEntry.Closed(at);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TraceFormatException(line, "a field has a wrong value");
        }
        throw new TraceFormatException(line, "the line is no event of a trace");
    }

    private static MaskedBytes bytes(JsonNode node, String name) {
        return MaskedBytes.parse(node.path(name).asText());
    }

    private static JsonNode parse(String line, int number) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new TraceFormatException(number, "the line is not JSON");
        }
    }

    private static String write(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
