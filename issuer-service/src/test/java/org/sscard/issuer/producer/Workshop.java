package org.sscard.issuer.producer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.BatchHeader;
import org.sscard.issuer.batchfile.CardOrder;
import org.sscard.issuer.batchfile.FileForm;
import org.sscard.issuer.batchfile.SealedFileWriter;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.perso.ProfileKeys;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.hierarchy.BatchKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.MemoryVault;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.RegionCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;

/** A producer with batch files of made-up persons, without a house. */
public final class Workshop {

    public static final String NAME = "示例制卡厂";
    private static final HistoricalBytes BLANK = new HistoricalBytes("0081544C968684000000000000");
    private static final Hierarchy HIERARCHY = hierarchy();
    private static final int FILE_BASE = 0x7000_0000;

    private Workshop() {}

    private static Hierarchy hierarchy() {
        MemoryVault vault = new MemoryVault();
        TestRoots.load(vault, Clock.systemUTC());
        return Hierarchy.of(vault, Scope.MINISTRY);
    }

    public static KeyMaterial transport() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x5A);
        return KeyMaterial.owning(key, MaterialAccess.GRANTED);
    }

    public static ProducerKeys keys() {
        return new ProducerKeys(
                transport(),
                KeyMaterial.owning(HexFormat.of().parseHex("404142434445464748494A4B4C4D4E4F"), MaterialAccess.GRANTED),
                CardAlgorithm.DES);
    }

    public static Producer open(Path directory) {
        return Producer.open(directory, NAME, keys(), Clock.systemUTC(), new SecureRandom());
    }

    public static BatchHeader header(int sequence, String keyBlock) {
        return header(sequence, keyBlock, Bench.profile(SpecificationVersion.V2_0));
    }

    private static BatchHeader header(int sequence, String keyBlock, CardProfile profile) {
        return new BatchHeader(
                sequence,
                new UUID(1, sequence),
                NAME,
                "TEST",
                Bench.REGION,
                BLANK.hex().substring(0, 14),
                Instant.parse("2026-11-22T08:00:00Z"),
                profile,
                keyBlock);
    }

    /** A batch file of so many cards. */
    public static Path file(Path directory, int sequence, int cards) {
        return file(directory, sequence, cards, Bench.profile(SpecificationVersion.V2_0));
    }

    public static Path file(Path directory, int sequence, int cards, CardProfile profile) {
        SecureRandom random = new SecureRandom();
        KeyMaterial transport = transport();
        BatchFile.FileKey key = BatchFile.FileKey.draw(transport, random);
        Path file = directory.resolve("batch-" + sequence + ".ssb");
        try (BatchKeys keys = HIERARCHY.batchKeys(Bench.REGION, profile.algorithm(), ProfileKeys.order(profile));
                SealedFileWriter writer = SealedFileWriter.create(
                        file,
                        FileForm.BATCH,
                        key.key(),
                        header(sequence, key.block(), profile).bytes())) {
            for (int number = 1; number <= cards; number++) {
                try (CardOrder order = order(keys, sequence, number)) {
                    writer.add(order.bytes());
                }
            }
            writer.finish();
        }
        return file;
    }

    private static CardOrder order(BatchKeys keys, int sequence, int number) {
        RegionCode region = new RegionCode(Bench.REGION);
        byte[] serial = HexFormat.of().parseHex(String.format("%08X", FILE_BASE + sequence * 0x1_0000 + number));
        HistoricalBytes chosen = BLANK.personalised(Bench.REGION, serial);
        byte[] cardKeys = keys.of(chosen.bytes());
        byte[] part = CardIdentificationCode.authenticatedPart(region, serial);
        return new CardOrder(
                String.format("A%07d7", number),
                Bench.REGION,
                Bench.person(number),
                chosen,
                CardIdentificationCode.compose(region, serial, keys.authenticationCode(cardKeys, part)),
                LocalDate.of(2026, 11, 22),
                LocalDate.of(2036, 11, 22),
                cardKeys,
                String.format("%06d", 100_000 + number).getBytes(StandardCharsets.US_ASCII));
    }
}
