package org.sscard.audit;

import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditVerification.Defect;

/**
 * Follows a log line by line. It compares bytes, so that a record which merely reads the same (another case of hex, a
 * sequence with a leading zero) is found as well.
 */
final class ChainCheck {

    private final AuditDigest digest;
    private String logId = "";
    private String hash = "";
    private long sequence;

    ChainCheck(AuditDigest digest) {
        this.digest = digest;
    }

    String logId() {
        return logId;
    }

    String hash() {
        return hash;
    }

    /** Number of the last record that was accepted. */
    long sequence() {
        return sequence;
    }

    /** @param length bytes of the line without its line feed */
    @Nullable
    Defect header(byte[] line, int offset, int length) {
        int cut = lastTab(line, offset, length);
        String[] fields = RecordLine.fields(line, offset, length);
        boolean known = fields.length == 6
                && fields[0].equals(RecordLine.MAGIC)
                && fields[1].equals(RecordLine.VERSION)
                && fields[2].equals(digest.algorithm());
        if (!known) {
            return Defect.HEADER;
        }
        hash = RecordLine.hex(digest.digest(line, offset, cut - offset));
        logId = fields[3];
        return RecordLine.sameAscii(line, cut + 1, offset + length - cut - 1, hash) ? null : Defect.HEADER;
    }

    /** Joins the chain in the middle, at a record whose own hash fits, when only the tail of a log is looked at. */
    @Nullable
    Defect join(byte[] line, int offset, int length, String headersLogId) {
        String[] fields = RecordLine.fields(line, offset, length);
        if (fields.length != RecordLine.FIELDS || !fields[0].matches("[1-9][0-9]{0,17}")) {
            return Defect.FORMAT;
        }
        logId = headersLogId;
        sequence = Long.parseLong(fields[0]) - 1;
        hash = fields[RecordLine.FIELDS - 2];
        return record(line, offset, length);
    }

    @Nullable
    Defect record(byte[] line, int offset, int length) {
        int end = offset + length;
        int hashTab = lastTab(line, offset, length);
        int previousTab = hashTab < 0 ? -1 : lastTab(line, offset, hashTab - offset);
        int firstTab = firstTab(line, offset, length);
        if (previousTab < 0 || tabs(line, offset, length) != RecordLine.FIELDS - 1) {
            return Defect.FORMAT;
        }
        if (!RecordLine.sameAscii(line, offset, firstTab - offset, Long.toString(sequence + 1))) {
            return Defect.SEQUENCE;
        }
        if (!RecordLine.sameAscii(line, previousTab + 1, hashTab - previousTab - 1, hash)) {
            return Defect.CHAIN;
        }
        String computed = RecordLine.hex(digest.digest(line, offset, hashTab - offset));
        if (!RecordLine.sameAscii(line, hashTab + 1, end - hashTab - 1, computed)) {
            return Defect.HASH;
        }
        hash = computed;
        sequence++;
        return null;
    }

    private static int lastTab(byte[] line, int offset, int length) {
        for (int at = offset + length - 1; at >= offset; at--) {
            if (line[at] == '\t') {
                return at;
            }
        }
        return -1;
    }

    private static int firstTab(byte[] line, int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            if (line[at] == '\t') {
                return at;
            }
        }
        return -1;
    }

    private static int tabs(byte[] line, int offset, int length) {
        int tabs = 0;
        for (int at = offset; at < offset + length; at++) {
            tabs += line[at] == '\t' ? 1 : 0;
        }
        return tabs;
    }
}
