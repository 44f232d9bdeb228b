package org.sscard.issuer.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.issuer.cardtest.TestPoint;
import org.sscard.issuer.cardtest.TestPoints;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A report of the general test as {@code sscard card test} writes it (docs/card-test.md), read back.
 *
 * @param historical T1 to T5 of the card's historical bytes, 10 hex digits
 * @param outcomes of every point of the table, by number
 */
public record TestReport(
        String region,
        String version,
        String algorithm,
        String historical,
        Instant finishedAt,
        Map<Integer, Outcome> outcomes) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TYPE_DIGITS = 10;

    public TestReport {
        outcomes = new TreeMap<>(outcomes);
    }

    /** @throws CodedException TEST_REPORT_INVALID when it is none, is cut off, or leaves points of the table out */
    public static TestReport parse(byte[] content) {
        JsonNode root = read(content);
        require(
                root.path("report").asText().equals("sscard-card-test")
                        && root.path("version").asInt() == 1,
                "不是 report.json");
        require(root.path("complete").asBoolean(false), "测试未完成");
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        for (JsonNode point : root.path("points")) {
            require(
                    outcomes.put(
                                    point.path("number").asInt(),
                                    outcome(point.path("outcome").asText()))
                            == null,
                    "测试点重复");
        }
        require(
                outcomes.keySet()
                        .equals(TestPoints.all().stream().map(TestPoint::number).collect(Collectors.toSet())),
                "测试点不全");
        JsonNode card = root.path("card");
        return new TestReport(
                card.path("region").asText(),
                card.path("version").asText(),
                card.path("algorithm").asText(),
                historical(card.path("atr").asText()),
                finished(root.path("finishedAt").asText()),
                outcomes);
    }

    private static JsonNode read(byte[] content) {
        try {
            JsonNode root = JSON.readTree(content);
            require(root != null && root.isObject(), "不是 report.json");
            return root;
        } catch (JsonProcessingException e) {
            throw new CodedException(e, ErrorCode.TEST_REPORT_INVALID, "不是 report.json");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome outcome(String name) {
        try {
            return Outcome.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.TEST_REPORT_INVALID, "结果不明");
        }
    }

    private static Instant finished(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.TEST_REPORT_INVALID, "没有时间");
        }
    }

    private static String historical(String atr) {
        require(atr.matches("([0-9A-F]{2})+"), "没有 ATR");
        return HistoricalBytes.ofAtr(HexFormat.of().parseHex(atr))
                .map(bytes -> bytes.hex().substring(0, TYPE_DIGITS))
                .orElseThrow(() -> new CodedException(ErrorCode.TEST_REPORT_INVALID, "没有 ATR"));
    }

    private static void require(boolean holds, String why) {
        if (!holds) {
            throw new CodedException(ErrorCode.TEST_REPORT_INVALID, why);
        }
    }
}
