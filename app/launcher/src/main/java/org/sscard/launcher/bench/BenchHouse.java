package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.BatchHeader;
import org.sscard.issuer.batchfile.CardOrder;
import org.sscard.issuer.batchfile.FileForm;
import org.sscard.issuer.batchfile.SealedFileWriter;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.perso.ProfileKeys;
import org.sscard.issuer.producer.Producer;
import org.sscard.issuer.producer.ProducerKeys;
import org.sscard.issuer.producer.ProductionLine;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.Person;
import org.sscard.keys.custody.ClearComponents;
import org.sscard.keys.hierarchy.BatchKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.MemoryVault;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.RegionCode;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;

/** A producer with one batch of synthetic persons, and blanks whose random numbers repeat. */
final class BenchHouse implements AutoCloseable {

    static final CardProfile PROFILE =
            new CardProfile(SpecificationVersion.V2_0, CardAlgorithm.DES, "3", "211000", 1, 10, "0101", Set.of());
    private static final String REGION = "211002";
    private static final String PRODUCER = "bench";
    private static final HistoricalBytes BLANK = new HistoricalBytes("0081544C968684000000000000");
    private static final int TRANSPORT_KEY_BYTES = 32;

    private final Path folder;
    private final Producer producer;
    private final ProductionLine line;

    /** @param disk where the producer's files lie */
    BenchHouse(int cards, Path disk, Clock clock, SecureRandom random) {
        folder = temporary(disk);
        byte[] transport = new byte[TRANSPORT_KEY_BYTES];
        Arrays.fill(transport, (byte) 0x42);
        ProducerKeys keys = new ProducerKeys(
                ClearComponents.join(List.of(transport)),
                ClearComponents.join(List.of(HexFormat.of().parseHex("404142434445464748494A4B4C4D4E4F"))),
                CardAlgorithm.DES);
        Path file = folder.resolve("bench.ssb");
        write(file, cards, keys.transport(), clock, random);
        producer = Producer.open(folder.resolve("house"), PRODUCER, keys, clock, random);
        line = producer.line(producer.take(file).batchId());
    }

    ProductionLine line() {
        return line;
    }

    /** A blank of its own number; the same number, the same random numbers. */
    static CardSession blank(int number) {
        String image = String.format(
                "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                        + "\"atrHistoricalBytes\":\"0081544C9686840000%08X\"}",
                number);
        return VirtualCards.fromImage(image, TransmissionMode.T1, new Random(number));
    }

    private static void write(Path file, int cards, KeyMaterial transport, Clock clock, SecureRandom random) {
        MemoryVault vault = new MemoryVault();
        TestRoots.load(vault, clock);
        Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
        BatchFile.FileKey key = BatchFile.FileKey.draw(transport, random);
        BatchHeader header = new BatchHeader(
                1,
                UUID.randomUUID(),
                PRODUCER,
                "TEST",
                REGION,
                BLANK.hex().substring(0, 2 * BatchHeader.CHIP_MAKERS_BYTES),
                clock.instant(),
                PROFILE,
                key.block());
        LocalDate today = LocalDate.now(clock);
        try (BatchKeys keys = hierarchy.batchKeys(REGION, PROFILE.algorithm(), ProfileKeys.order(PROFILE));
                SealedFileWriter writer = SealedFileWriter.create(file, FileForm.BATCH, key.key(), header.bytes())) {
            for (int number = 1; number <= cards; number++) {
                try (CardOrder order = order(keys, number, today)) {
                    writer.add(order.bytes());
                }
            }
            writer.finish();
        }
    }

    private static CardOrder order(BatchKeys keys, int number, LocalDate today) {
        RegionCode region = new RegionCode(REGION);
        byte[] serial = HexFormat.of().parseHex(String.format("%08X", 0x7000_0000 + number));
        HistoricalBytes chosen = BLANK.personalised(REGION, serial);
        byte[] cardKeys = keys.of(chosen.bytes());
        byte[] part = CardIdentificationCode.authenticatedPart(region, serial);
        return new CardOrder(
                String.format("A%08d", number),
                REGION,
                person(number),
                chosen,
                CardIdentificationCode.compose(region, serial, keys.authenticationCode(cardKeys, part)),
                today,
                today.plusYears(PROFILE.validYears()),
                cardKeys,
                "123456".getBytes(StandardCharsets.US_ASCII));
    }

    static Person person(int number) {
        LocalDate born = LocalDate.of(1950, 1, 1).plusDays(number / 900);
        String body = REGION + born.toString().replace("-", "") + String.format("%03d", number % 900 + 100);
        return new Person(
                body + ResidentIdNumber.checkCharacter(body),
                "示例·堃" + (char) ('一' + number % 1000),
                (number % 900 + 100) % 2 == 1 ? "1" : "2",
                "01",
                REGION,
                born,
                REGION,
                "示例市沙盒路" + number + "号",
                "13900000000");
    }

    private static Path temporary(Path disk) {
        try {
            return Files.createTempDirectory(disk, "sscard-bench-producer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        line.close();
        producer.close();
        try (var files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
