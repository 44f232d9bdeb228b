package org.sscard.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/** The two kinds of line of a log file; the format is documented in {@code docs/audit-log.md}. */
final class RecordLine {

    static final String MAGIC = "sscard-audit";
    static final String VERSION = "1";
    static final int FIELDS = 9;
    /** More than five fields of the longest text can need, every character escaped or three bytes of UTF-8. */
    static final int MAX_BYTES = 128 * 1024;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** A finished line with its line feed, and the hash that the next one continues. */
    record Line(String text, String hash) {

        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private RecordLine() {}

    static Line header(String logId, Instant created, AuditDigest digest) {
        return hashed(String.join("\t", MAGIC, VERSION, digest.algorithm(), logId, created.toString()), digest);
    }

    static Line record(long sequence, Instant time, AuditEntry entry, String previousHash, AuditDigest digest) {
        String text = String.join(
                "\t",
                Long.toString(sequence),
                time.toString(),
                escaped(entry.actor()),
                escaped(entry.place()),
                escaped(entry.action()),
                escaped(entry.subject()),
                escaped(entry.result()),
                previousHash);
        return hashed(text, digest);
    }

    static String hex(byte[] hash) {
        return HEX.formatHex(hash);
    }

    /** Splits at tabs without reading meaning into the fields. */
    static String[] fields(byte[] buffer, int offset, int length) {
        return new String(buffer, offset, length, StandardCharsets.UTF_8).split("\t", -1);
    }

    static String unescaped(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\' || i + 1 == field.length()) {
                text.append(c);
                continue;
            }
            char escape = field.charAt(++i);
            text.append(
                    switch (escape) {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        default -> escape;
                    });
        }
        return text.toString();
    }

    private static String escaped(String field) {
        return field.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static Line hashed(String text, AuditDigest digest) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String hash = hex(digest.digest(bytes, 0, bytes.length));
        return new Line(text + "\t" + hash + "\n", hash);
    }

    /** Whether {@code bytes[offset..]} are exactly these characters. */
    static boolean sameAscii(byte[] bytes, int offset, int length, String expected) {
        return length == expected.length()
                && Arrays.equals(
                        bytes, offset, offset + length, expected.getBytes(StandardCharsets.US_ASCII), 0, length);
    }
}
