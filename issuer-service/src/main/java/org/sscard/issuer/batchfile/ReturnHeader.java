package org.sscard.issuer.batchfile;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a return file says of itself.
 *
 * @param batchMac MAC of the batch file that it answers, hex
 * @param good cards that passed their read-back
 */
public record ReturnHeader(
        int sequence,
        UUID batchId,
        String producer,
        String batchMac,
        Instant writtenAt,
        int good,
        int spoiled,
        int unknown,
        int notMade) {

    private static final Set<String> NAMES = Set.of(
            "sequence", "batch", "producer", "batch-mac", "written-at", "good", "spoiled", "unknown", "not-made");

    public byte[] bytes() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("sequence", Integer.toString(sequence));
        lines.put("batch", batchId.toString());
        lines.put("producer", producer);
        lines.put("batch-mac", batchMac);
        lines.put("written-at", writtenAt.toString());
        lines.put("good", Integer.toString(good));
        lines.put("spoiled", Integer.toString(spoiled));
        lines.put("unknown", Integer.toString(unknown));
        lines.put("not-made", Integer.toString(notMade));
        return HeaderLines.bytes(lines);
    }

    /** @throws org.sscard.wire.error.CodedException RETURN_FILE_INVALID */
    public static ReturnHeader parse(byte[] header) {
        HeaderLines lines = HeaderLines.parse(FileForm.RETURN, header, NAMES);
        return new ReturnHeader(
                lines.value("sequence", Integer::valueOf),
                lines.value("batch", UUID::fromString),
                lines.text("producer"),
                lines.text("batch-mac"),
                lines.value("written-at", Instant::parse),
                lines.value("good", Integer::valueOf),
                lines.value("spoiled", Integer::valueOf),
                lines.value("unknown", Integer::valueOf),
                lines.value("not-made", Integer::valueOf));
    }
}
