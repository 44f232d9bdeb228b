package org.sscard.launcher.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a benchmark found, for a person or for a program. */
public record BenchReport(String name, String zh, String en, List<Figure> figures) {

    private static final JsonMapper JSON = new JsonMapper();

    public static BenchReport of(Benchmark benchmark) {
        return new BenchReport(benchmark.name(), benchmark.zh(), benchmark.en(), benchmark.measure());
    }

    /** {@code {"benchmark", "figures": [{"name", "unit", "value", "limit", "ratio", "required", "holds"}]}} */
    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("benchmark", name);
        ArrayNode list = report.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode node = list.addObject();
            node.put("name", figure.name());
            node.put("unit", figure.unit());
            node.put("value", rounded(figure.value()));
            Double limit = figure.limit();
            Double ratio = figure.ratio();
            if (limit != null && ratio != null) {
                node.put("limit", rounded(limit));
                node.put("ratio", rounded(ratio));
            }
            if (figure.required() != null) {
                node.put("required", figure.required().toString());
                node.put("holds", figure.holds());
            }
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public String text() {
        StringBuilder text = new StringBuilder(zh + " / " + en + System.lineSeparator());
        for (Figure figure : figures) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %s / %s%n    %s %s%s%n",
                    figure.zh(),
                    figure.en(),
                    number(figure.value()),
                    figure.unit(),
                    besides(figure)));
        }
        return text.toString().stripTrailing();
    }

    private static String besides(Figure figure) {
        Double limit = figure.limit();
        Double ratio = figure.ratio();
        if (limit == null || ratio == null) {
            return "";
        }
        String compared = String.format(Locale.ROOT, "；上限 limit %s；比值 ratio %.3f", number(limit), ratio);
        return compared + promise(figure.required(), figure.holds());
    }

    private static String promise(Figure.@Nullable Requirement required, boolean holds) {
        return required == null ? "" : "（要求 required " + required + "：" + (holds ? "达到 met" : "未达到 not met") + "）";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.3f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
