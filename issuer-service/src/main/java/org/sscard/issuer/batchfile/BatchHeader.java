package org.sscard.issuer.batchfile;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * What a batch file says of itself, in the clear and under its MAC.
 *
 * @param sequence of the producer's files, from 1, without gaps
 * @param environment TEST or PRODUCTION
 * @param chipMakers T1..T7 of the blanks that this batch is for: with them the keys were derived
 * @param keyBlock the file's key, an X9.143 block under the producer's transport key
 */
public record BatchHeader(
        int sequence,
        UUID batchId,
        String producer,
        String environment,
        String region,
        String chipMakers,
        Instant preparedAt,
        CardProfile profile,
        String keyBlock) {

    /** Bytes of T1..T7. */
    public static final int CHIP_MAKERS_BYTES = 7;

    private static final Set<String> NAMES = Set.of(
            "sequence",
            "batch",
            "producer",
            "environment",
            "region",
            "chip-makers",
            "prepared-at",
            "version",
            "algorithm",
            "category",
            "initialising-region",
            "organisation-sequence",
            "valid-years",
            "starting-day",
            "optional",
            "key-block");

    public byte[] bytes() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("sequence", Integer.toString(sequence));
        lines.put("batch", batchId.toString());
        lines.put("producer", producer);
        lines.put("environment", environment);
        lines.put("region", region);
        lines.put("chip-makers", chipMakers);
        lines.put("prepared-at", preparedAt.toString());
        lines.put("version", profile.version().name());
        lines.put("algorithm", profile.algorithm().name());
        lines.put("category", profile.category());
        lines.put("initialising-region", profile.initialisingRegion());
        lines.put("organisation-sequence", Integer.toString(profile.organisationSequence()));
        lines.put("valid-years", Integer.toString(profile.validYears()));
        lines.put("starting-day", profile.startingDay());
        lines.put("optional", String.join(",", new TreeSet<>(profile.optional())));
        lines.put("key-block", keyBlock);
        return HeaderLines.bytes(lines);
    }

    /** @throws org.sscard.wire.error.CodedException BATCH_FILE_INVALID */
    public static BatchHeader parse(byte[] header) {
        HeaderLines lines = HeaderLines.parse(FileForm.BATCH, header, NAMES);
        CardProfile profile = new CardProfile(
                lines.value("version", SpecificationVersion::valueOf),
                lines.value("algorithm", CardAlgorithm::valueOf),
                lines.text("category"),
                lines.text("initialising-region"),
                lines.value("organisation-sequence", Integer::valueOf),
                lines.value("valid-years", Integer::valueOf),
                lines.text("starting-day"),
                lines.value("optional", BatchHeader::names));
        return new BatchHeader(
                lines.value("sequence", Integer::valueOf),
                lines.value("batch", UUID::fromString),
                lines.text("producer"),
                lines.text("environment"),
                lines.text("region"),
                lines.value("chip-makers", BatchHeader::chipMakers),
                lines.value("prepared-at", Instant::parse),
                profile,
                lines.text("key-block"));
    }

    private static String chipMakers(String hex) {
        if (HexFormat.of().parseHex(hex).length != CHIP_MAKERS_BYTES) {
            throw new IllegalArgumentException("7 bytes");
        }
        return hex;
    }

    private static Set<String> names(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(",", -1));
    }
}
