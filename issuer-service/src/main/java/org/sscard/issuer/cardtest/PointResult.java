package org.sscard.issuer.cardtest;

import java.util.List;
import java.util.Optional;
import org.sscard.spec.layout.Wording;

/**
 * What one point gave.
 *
 * @param reason why it failed or was skipped; empty when it passed
 * @param expected what the card should have answered, without personal data; empty unless failed
 * @param got what it answered
 * @param remarks what could not be looked at although the point passed
 * @param trace redacted lines of the trace format, of failed points only
 * @param explanation the same commands in words
 */
public record PointResult(
        TestPoint point,
        Outcome outcome,
        Optional<Wording> reason,
        String expected,
        String got,
        List<Wording> remarks,
        List<String> trace,
        List<Wording> explanation) {

    /** How a point ended. */
    public enum Outcome {
        PASSED("通过"),
        FAILED("不通过"),
        SKIPPED("未测");

        private final String zh;

        Outcome(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }

    public PointResult {
        remarks = List.copyOf(remarks);
        trace = List.copyOf(trace);
        explanation = List.copyOf(explanation);
    }

    static PointResult passed(TestPoint point, List<Wording> remarks) {
        return new PointResult(point, Outcome.PASSED, Optional.empty(), "", "", remarks, List.of(), List.of());
    }

    static PointResult skipped(TestPoint point, Wording reason) {
        return new PointResult(point, Outcome.SKIPPED, Optional.of(reason), "", "", List.of(), List.of(), List.of());
    }
}
