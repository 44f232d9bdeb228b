package org.sscard.issuer.cardtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.spec.layout.Wording;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The report of a run as two files: {@code report.html} for people, {@code report.json} for programs. */
public final class ReportFiles {

    public static final String HTML = "report.html";
    public static final String JSON = "report.json";

    private static final JsonMapper MAPPER = new JsonMapper();

    private ReportFiles() {}

    /**
     * @param zone in which people read the times
     * @throws CodedException OUTPUT_FILE_NOT_WRITABLE
     */
    public static void write(CardTestReport report, Path directory, ZoneId zone) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(JSON), json(report));
            Files.writeString(directory.resolve(HTML), new ReportPage(report, zone).html());
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, directory);
        }
    }

    /** The shape is described in docs/card-test.md. */
    public static String json(CardTestReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("report", "sscard-card-test").put("version", 1);
        root.put("passed", report.passed()).put("complete", report.complete());
        root.put("startedAt", report.startedAt().toString())
                .put("finishedAt", report.finishedAt().toString());
        root.put("authority", report.authority()).put("destructive", report.destructive());
        ObjectNode card = root.putObject("card");
        card.put("atr", report.atr())
                .put("serial", report.identification().serial())
                .put("region", report.identification().region())
                .put("version", report.identification().version())
                .put("algorithm", report.identification().algorithm());
        ObjectNode counts = root.putObject("counts");
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.name().toLowerCase(Locale.ROOT), report.count(outcome));
        }
        ArrayNode points = root.putArray("points");
        report.results().forEach(result -> point(points.addObject(), result));
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void point(ObjectNode node, PointResult result) {
        TestPoint point = result.point();
        node.put("number", point.number())
                .put("zh", point.zh())
                .put("en", point.en())
                .put("paragraph", point.paragraph())
                .put("outcome", result.outcome().name());
        result.reason().ifPresent(reason -> words(node.putObject("reason"), reason));
        if (result.outcome() == Outcome.FAILED) {
            node.put("expected", result.expected()).put("got", result.got());
            ArrayNode trace = node.putArray("trace");
            result.trace().forEach(trace::add);
            all(node.putArray("explanation"), result.explanation());
        }
        if (!result.remarks().isEmpty()) {
            all(node.putArray("remarks"), result.remarks());
        }
    }

    private static void all(ArrayNode list, List<Wording> wordings) {
        wordings.forEach(wording -> words(list.addObject(), wording));
    }

    private static void words(ObjectNode node, Wording wording) {
        node.put("zh", wording.zh()).put("en", wording.en());
    }
}
