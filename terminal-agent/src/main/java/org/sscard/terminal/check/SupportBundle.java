package org.sscard.terminal.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sscard.servicekit.logging.Masking;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What support needs and nobody's data: versions, checks, status, metrics, the configuration with only harmless values in it
 * and the log's last lines, masked. Neither the blacklist, nor the debits, pairings, keys and certificates are opened.
 */
public final class SupportBundle {

    private static final int LOG_LINES = 5000;

    /** Values of the configuration that are told as they stand; every other text is left out. */
    private static final Set<String> HARMLESS = Set.of(
            "host", "role", "name", "allowOrigins", "pinLimit", "commandLimit", "recoveryWindow", "blacklistAge");

    /** The program logs in English: Chinese characters in its log came from somewhere else, and may be a name. */
    private static final Pattern FOREIGN = Pattern.compile("\\p{IsHan}+");

    /** Six digits and more, eight of hex and more: a number of somebody, a PIN in some form, a part of a key. */
    private static final Pattern NUMBERS =
            Pattern.compile("(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8,}|[0-9]{6,})(?![0-9A-Za-z])");

    private final AgentInquiry agent;
    private final ObjectWriter json = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private final Map<String, String> files = new LinkedHashMap<>();

    public SupportBundle(AgentInquiry agent) {
        this.agent = agent;
    }

    /** The program and the machine. */
    public SupportBundle versions(String program) {
        String text = Stream.of(
                        "sscard " + program,
                        "java " + System.getProperty("java.runtime.version"),
                        "os " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch"))
                .collect(Collectors.joining("\n", "", "\n"));
        files.put("versions.txt", text);
        return this;
    }

    /** What the agent says of itself; where none answers, what can be seen without it. */
    public SupportBundle checks() {
        try {
            files.put("checks.json", json.writeValueAsString(agent.checks()));
        } catch (JsonProcessingException e) {
            throw new java.io.UncheckedIOException(e);
        }
        asked("status.json", "/status");
        asked("version.json", "/version");
        asked("metrics.txt", "/metrics");
        return this;
    }

    private void asked(String name, String path) {
        try {
            files.put(name, Masking.mask(agent.text(path)));
        } catch (IOException e) {
            files.put(name, "no answer\n");
        }
    }

    /** @throws CodedException CONFIG_FILE_NOT_FOUND, CONFIG_SYNTAX */
    public SupportBundle configuration(Path file) {
        YAMLMapper yaml = new YAMLMapper();
        try {
            JsonNode tree = yaml.readTree(Files.readString(file));
            files.put("config.yaml", tree == null ? "" : yaml.writeValueAsString(harmless(tree, "")));
            return this;
        } catch (JsonProcessingException e) {
            throw new CodedException(e, ErrorCode.CONFIG_SYNTAX, file, 0);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CONFIG_FILE_NOT_FOUND, file);
        }
    }

    private static JsonNode harmless(JsonNode node, String key) {
        if (node instanceof ObjectNode object) {
            ObjectNode masked = object.objectNode();
            object.properties()
                    .forEach(entry -> masked.set(entry.getKey(), harmless(entry.getValue(), entry.getKey())));
            return masked;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode masked = array.arrayNode();
            array.forEach(item -> masked.add(harmless(item, key)));
            return masked;
        }
        if (node.isTextual()) {
            return TextNode.valueOf(HARMLESS.contains(key) ? Masking.mask(node.asText()) : "***");
        }
        return node.isNumber() && node.asLong() > 65_535 ? TextNode.valueOf("***") : node;
    }

    /** The last lines of a log. */
    public SupportBundle log(List<String> lines) {
        files.put(
                "agent.log",
                lines.stream()
                        .skip(Math.max(0, lines.size() - LOG_LINES))
                        .map(SupportBundle::nobodys)
                        .collect(Collectors.joining("\n", "", "\n")));
        return this;
    }

    private static String nobodys(String line) {
        String numberless = NUMBERS.matcher(Masking.mask(line)).replaceAll("***");
        return FOREIGN.matcher(numberless).replaceAll("***");
    }

    /** Writes the bundle, readable by its owner only. */
    public void write(Path zip) {
        try {
            Files.deleteIfExists(zip);
            Files.createFile(zip, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(zip, StandardOpenOption.WRITE);
                    ZipOutputStream entries = new ZipOutputStream(out)) {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    entries.putNextEntry(new ZipEntry(file.getKey()));
                    entries.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                    entries.closeEntry();
                }
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, zip);
        }
    }
}
