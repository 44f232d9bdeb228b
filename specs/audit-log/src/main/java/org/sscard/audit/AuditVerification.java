package org.sscard.audit;

import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param goodRecords records from the start that chain
 * @param firstBad number of the first bad record, 0 for the header; empty when the log is intact
 * @param defect what is wrong there
 * @param lastHash hash of the last good record, upper-case hex
 */
public record AuditVerification(
        long goodRecords, OptionalLong firstBad, @Nullable Defect defect, String logId, String lastHash) {

    public enum Defect {
        HEADER("the first line is not the header of such a log, or was changed"),
        FORMAT("not a record"),
        SEQUENCE("a record is missing, added or in the wrong place"),
        CHAIN("does not continue the record before"),
        HASH("content was changed"),
        TORN_TAIL("the last record is incomplete: a crash while writing, or a cut"),
        CUT_TAIL("records that the checkpoint confirms are missing at the end"),
        REWRITTEN("the log chains, but is not the one that the checkpoint confirms");

        private final String text;

        Defect(String text) {
            this.text = text;
        }
    }

    static AuditVerification intact(ChainCheck chain) {
        return new AuditVerification(chain.sequence(), OptionalLong.empty(), null, chain.logId(), chain.hash());
    }

    static AuditVerification bad(long index, Defect defect, ChainCheck chain) {
        return new AuditVerification(chain.sequence(), OptionalLong.of(index), defect, chain.logId(), chain.hash());
    }

    public boolean isIntact() {
        return firstBad.isEmpty();
    }

    /** One line for a person. */
    public String summary() {
        if (defect == null) {
            return String.format(Locale.ROOT, "intact: %d records, last hash %s", goodRecords, lastHash);
        }
        return String.format(Locale.ROOT, "bad at record %d: %s (%s)", firstBad.orElseThrow(), defect.text, defect);
    }
}
