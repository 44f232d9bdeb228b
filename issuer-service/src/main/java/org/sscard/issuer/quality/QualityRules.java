package org.sscard.issuer.quality;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sampling plan and the reasons that an inspector may give: {@code quality.json}. */
public record QualityRules(
        @JsonProperty(required = true) Plan plan,
        @JsonProperty(required = true) List<QualityReason> reasons) {

    private static final QualityRules STANDARD = read();

    /**
     * Which cards of a batch are inspected.
     *
     * @param first the first so many of the batch
     * @param last the last so many
     * @param every every nth card, counted from the first; 1: all of them
     * @param tightenedFrom from so many rejects on {@code tightenedEvery} counts
     * @param tightenedEvery at most {@code every}
     */
    public record Plan(int first, int last, int every, int tightenedFrom, int tightenedEvery) {

        public Plan {
            if (first < 1 || last < 1 || tightenedFrom < 1 || tightenedEvery < 1 || tightenedEvery > every) {
                throw new IllegalArgumentException("a sampling plan takes at least the first and the last card");
            }
        }

        /** Whether so many rejects tighten the inspection. */
        public boolean tightened(int rejects) {
            return rejects >= tightenedFrom;
        }

        /** @param place from 1 to {@code cards} */
        public boolean samples(int place, int cards, int rejects) {
            int step = tightened(rejects) ? tightenedEvery : every;
            return place <= first || place > cards - last || (place - 1) % step == 0;
        }
    }

    public record QualityReason(String code, String zh, String en) {}

    public QualityRules {
        reasons = List.copyOf(reasons);
        Set<String> codes =
                new HashSet<>(reasons.stream().map(QualityReason::code).toList());
        if (reasons.isEmpty() || codes.size() < reasons.size()) {
            throw new IllegalArgumentException("at least one reason, none of them twice");
        }
    }

    public static QualityRules standard() {
        return STANDARD;
    }

    public boolean knows(String reason) {
        return reasons.stream().anyMatch(known -> known.code().equals(reason));
    }

    private static QualityRules read() {
        try (InputStream table = QualityRules.class.getResourceAsStream("quality.json")) {
            return JsonMapper.builder().build().readValue(table, QualityRules.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
