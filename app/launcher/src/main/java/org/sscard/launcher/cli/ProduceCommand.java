package org.sscard.launcher.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.sscard.issuer.producer.DeletionStatement;
import org.sscard.issuer.producer.LineProgress;
import org.sscard.issuer.producer.Producer;
import org.sscard.issuer.producer.ProducerKeys;
import org.sscard.issuer.producer.ProductionLine;
import org.sscard.keys.custody.ClearComponents;
import org.sscard.launcher.card.ProductionReaders;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The producer's side: no vault, no database, no network. */
@Command(
        name = "produce",
        description = "制卡方：收制卡文件、制卡、回盘、删除 / a producer: takes batch files in, makes cards, answers, deletes",
        mixinStandardHelpOptions = true)
final class ProduceCommand {

    private static final int TRANSPORT_KEY_BYTES = 32;
    private static final int BLANK_KEY_BYTES = 16;

    @Spec
    private CommandSpec spec;

    /** Whose house it is, and its keys. */
    static final class House {

        @Option(names = "--data", required = true, paramLabel = "DIR", description = "制卡方的数据目录 / its directory")
        private Path data;

        @Option(names = "--producer", required = true, description = "制卡方 / the producer's name")
        private String producer;

        @Option(
                names = "--component",
                required = true,
                paramLabel = "FILE",
                description = "传输密钥分量文件，两个，各 64 位十六进制 / two files, one component each")
        private List<Path> components;

        @Option(
                names = "--blank-key",
                required = true,
                paramLabel = "FILE",
                description = "空白卡传输密钥文件，32 位十六进制 / the vendor's transport key of the blanks")
        private Path blankKey;

        @Option(names = "--blank-family", defaultValue = "DES", description = "DES, SM4")
        private CardAlgorithm family;

        private Producer open() {
            return Producer.open(data, producer, keys(), Clock.system(Region.TIME_ZONE), new SecureRandom());
        }

        private ProducerKeys keys() {
            return new ProducerKeys(
                    ClearComponents.join(components.stream()
                            .map(file -> hex(file, TRANSPORT_KEY_BYTES))
                            .toList()),
                    ClearComponents.join(List.of(hex(blankKey, BLANK_KEY_BYTES))),
                    family);
        }

        private static byte[] hex(Path file, int length) {
            byte[] text = InputFile.bytes(file);
            try {
                byte[] key = HexFormat.of().parseHex(new String(text, StandardCharsets.US_ASCII).strip());
                if (key.length == length) {
                    return key;
                }
            } catch (IllegalArgumentException e) {
                throw new CodedException(e, ErrorCode.CONFIG_VALUE_INVALID, file, 2 * length + " hex");
            } finally {
                Arrays.fill(text, (byte) 0);
            }
            throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, file, 2 * length + " hex");
        }
    }

    @Command(name = "take", description = "收制卡文件 / takes a batch file in", mixinStandardHelpOptions = true)
    int take(@Mixin House house, @Parameters(paramLabel = "FILE") Path file) {
        try (Producer producer = house.open()) {
            say(producer.take(InputFile.existing(file)).batchId().toString());
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "run",
            description = "在本机所有读写器上制卡，直到做完 / makes cards in this machine's readers until all are made",
            mixinStandardHelpOptions = true)
    int run(@Mixin House house, @Parameters(paramLabel = "BATCH") UUID batch) {
        try (Producer producer = house.open();
                ProductionLine line = producer.line(batch);
                ProductionReaders readers = new ProductionReaders(line)) {
            LineProgress end = readers.work(this::say);
            say(describe(end));
            return end.left() == 0 ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(name = "status", description = "批次进度 / how far a batch is", mixinStandardHelpOptions = true)
    int status(@Mixin House house, @Parameters(paramLabel = "BATCH") UUID batch) {
        try (Producer producer = house.open();
                ProductionLine line = producer.line(batch)) {
            say(describe(line.progress()));
        }
        return ExitCode.DONE;
    }

    @Command(name = "return", description = "写回盘文件 / writes the return file", mixinStandardHelpOptions = true)
    int answer(@Mixin House house, @Parameters(paramLabel = "BATCH") UUID batch) {
        try (Producer producer = house.open();
                ProductionLine line = producer.line(batch)) {
            say(producer.writeReturn(line).toString());
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "delete",
            description = "删除持卡人数据并出具证明 / deletes the holders' data and states it",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin House house,
            @Parameters(paramLabel = "BATCH") UUID batch,
            @Option(names = "--person", required = true, description = "谁删除 / who deletes") String person) {
        try (Producer producer = house.open()) {
            DeletionStatement statement = producer.delete(batch, person);
            say(statement.text().strip());
            say("sha-256\t" + HexFormat.of().formatHex(statement.digest()));
        }
        return ExitCode.DONE;
    }

    private static String describe(LineProgress progress) {
        List<String> parts = new ArrayList<>();
        parts.add("共 " + progress.cards());
        parts.add("合格 " + progress.good());
        parts.add("作废 " + progress.spoiled());
        parts.add("未决 " + progress.open());
        return String.join("，", parts) + " / " + progress.cards() + " cards, " + progress.good() + " good, "
                + progress.spoiled() + " spoiled, " + progress.open() + " open";
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
