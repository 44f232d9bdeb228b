package org.sscard.issuer.producer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.BatchHeader;
import org.sscard.issuer.batchfile.CardOrder;
import org.sscard.issuer.batchfile.CardOutcome;
import org.sscard.issuer.batchfile.CardOutcome.Result;
import org.sscard.issuer.batchfile.FileForm;
import org.sscard.issuer.batchfile.ReturnHeader;
import org.sscard.issuer.batchfile.SealedFileWriter;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.producer.LineState.Standing;
import org.sscard.keys.crypto.DataKey;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The house of whoever makes cards from batch files (制卡方): takes files in, each once and in their order, runs the lines, writes
 * the return files, and deletes the holders' data. It needs no vault, no database and no network.
 */
public final class Producer implements AutoCloseable {

    private static final String BATCH = "batch.ssb";
    private static final String JOURNAL = "line.jnl";
    private static final String JOURNAL_KEY = "line.key";
    private static final String RETURN = "return.ssr";
    private static final String TAKEN = "taken.log";
    private static final int KEY_BYTES = 32;

    private final DataDirectory directory;
    private final String name;
    private final ProducerKeys keys;
    private final Clock clock;
    private final SecureRandom random;

    private Producer(DataDirectory directory, String name, ProducerKeys keys, Clock clock, SecureRandom random) {
        this.directory = directory;
        this.name = name;
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @param name the producer's, as the house knows it
     * @param keys erased by whoever gave them
     * @throws CodedException DATA_DIRECTORY_IN_USE: another program works here
     */
    public static Producer open(Path directory, String name, ProducerKeys keys, Clock clock, SecureRandom random) {
        return new Producer(DataDirectory.open(directory, "producer"), name, keys, clock, random);
    }

    /** One file that was taken in. */
    public record Taken(int sequence, UUID batchId) {}

    /**
     * Takes a batch file in: copies it when every byte of it is right, and remembers its number for ever.
     *
     * @throws CodedException BATCH_FILE_INVALID, BATCH_FILE_REPLAYED, BATCH_FILE_OUT_OF_ORDER
     */
    public BatchHeader take(Path file) {
        int last = last();
        try (BatchFile checked = BatchFile.open(file, keys.transport(), header -> accepted(header, last))) {
            BatchHeader header = checked.header();
            Path batch = directory.directory(folderName(header.sequence()));
            Path copy = batch.resolve(BATCH + ".coming");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            force(copy);
            // What was copied is what was checked: the source may have been changed between.
            BatchFile.open(copy, keys.transport(), again -> accepted(again, last))
                    .close();
            writeKey(batch.resolve(JOURNAL_KEY));
            Files.move(copy, batch.resolve(BATCH), StandardCopyOption.ATOMIC_MOVE);
            remember(header);
            return header;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.PRODUCTION_DISK_FULL);
        }
    }

    private BatchHeader accepted(BatchHeader header, int last) {
        if (!header.producer().equals(name)) {
            throw FileForm.BATCH.refused("制卡方不是 " + name + " / it is for another producer");
        }
        if (header.sequence() <= last) {
            throw new CodedException(ErrorCode.BATCH_FILE_REPLAYED, header.sequence(), last);
        }
        if (header.sequence() != last + 1) {
            throw new CodedException(ErrorCode.BATCH_FILE_OUT_OF_ORDER, header.sequence(), last + 1);
        }
        return header;
    }

    /** The files that were taken in, in their order. */
    public List<Taken> taken() {
        Path log = directory.path().resolve(TAKEN);
        if (!Files.exists(log)) {
            return List.of();
        }
        try {
            List<Taken> taken = new ArrayList<>();
            for (String line : Files.readAllLines(log, StandardCharsets.US_ASCII)) {
                int tab = line.indexOf('\t');
                taken.add(new Taken(
                        Integer.parseInt(line.substring(0, tab)),
                        UUID.fromString(line.substring(tab + 1).strip())));
            }
            return taken;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, log);
        }
    }

    private int last() {
        return taken().stream().mapToInt(Taken::sequence).max().orElse(0);
    }

    private void remember(BatchHeader header) throws IOException {
        Path log = directory.path().resolve(TAKEN);
        Files.writeString(
                log,
                header.sequence() + "\t" + header.batchId() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        force(log);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void writeKey(Path file) throws IOException {
        try (KeyMaterial key = KeyMaterial.drawn(KEY_BYTES, random)) {
            Files.writeString(file, BatchFile.FileKey.wrapped(keys.transport(), key, random));
            force(file);
        }
    }

    /**
     * The line of a batch that was taken in, as its journal left it.
     *
     * @throws CodedException BATCH_NOT_FOUND when it was not taken in, or its data was deleted
     */
    public ProductionLine line(UUID batchId) {
        Path batch = existing(batchId);
        try {
            BatchFile file = BatchFile.open(batch.resolve(BATCH), keys.transport(), header -> header);
            DataKey key = BatchFile.FileKey.unwrapped(keys.transport(), Files.readString(batch.resolve(JOURNAL_KEY)));
            return ProductionLine.open(file, batch.resolve(JOURNAL), key, keys, clock, random);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, batchId);
        }
    }

    private Path existing(UUID batchId) {
        Path batch = folder(batchId);
        if (!Files.exists(batch.resolve(BATCH))) {
            throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
        }
        return batch;
    }

    /** Writes the return file of a batch as it stands; a later one replaces it. */
    public Path writeReturn(ProductionLine line) {
        BatchHeader header = line.header();
        List<CardOutcome> outcomes = new ArrayList<>();
        for (int number = 1; number <= line.cards(); number++) {
            outcomes.add(outcome(line, number));
        }
        ReturnHeader stated = new ReturnHeader(
                header.sequence(),
                header.batchId(),
                name,
                HexFormat.of().formatHex(line.file().mac()),
                clock.instant(),
                count(outcomes, Result.GOOD),
                count(outcomes, Result.SPOILED),
                count(outcomes, Result.UNKNOWN),
                count(outcomes, Result.NOT_MADE));
        Path target = folder(header.batchId()).resolve(RETURN);
        DataKey key = BatchFile.fileKey(header, keys.transport());
        try (SealedFileWriter writer = SealedFileWriter.create(target, FileForm.RETURN, key, stated.bytes())) {
            outcomes.forEach(outcome -> writer.add(outcome.bytes()));
            writer.finish();
        }
        return target;
    }

    private static CardOutcome outcome(ProductionLine line, int number) {
        Standing standing = line.standing(number);
        Verdict verdict = standing.verdict();
        Result result = standing.blank() == null ? Result.NOT_MADE : verdict == null ? Result.UNKNOWN : result(verdict);
        try (CardOrder order = line.file().order(number)) {
            return new CardOutcome(
                    number,
                    order.cardNumber(),
                    result,
                    Optional.ofNullable(standing.blank()),
                    order.historicalBytes(),
                    verdict == null ? 0 : verdict.apdus(),
                    verdict == null ? "" : verdict.reason());
        }
    }

    private static Result result(Verdict verdict) {
        return switch (verdict.ending()) {
            case QC_PASSED -> Result.GOOD;
            case SPOILED -> Result.SPOILED;
            case UNKNOWN -> Result.UNKNOWN;
        };
    }

    private static int count(List<CardOutcome> outcomes, Result result) {
        return (int)
                outcomes.stream().filter(outcome -> outcome.result() == result).count();
    }

    /**
     * Deletes the holders' data of a batch: the batch file, the return file and the key of the journal, without which its APDUs
     * are noise; what was done when stays readable.
     *
     * @param person who deletes
     * @throws CodedException BATCH_NOT_FOUND
     */
    public DeletionStatement delete(UUID batchId, String person) {
        Path batch = existing(batchId);
        List<Path> files = List.of(batch.resolve(BATCH), batch.resolve(RETURN), batch.resolve(JOURNAL_KEY));
        DeletionStatement statement = DeletionStatement.of(name, batchId, person, clock.instant(), files);
        files.forEach(DeletionStatement::erase);
        statement.requireGone(files);
        statement.write(batch.resolve(DeletionStatement.FILE));
        return statement;
    }

    /** Where the house keeps a batch: its last file, where what was not made came a second time. */
    Path folder(UUID batchId) {
        int sequence = taken().stream()
                .filter(taken -> taken.batchId().equals(batchId))
                .mapToInt(Taken::sequence)
                .max()
                .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId));
        return directory.path().resolve(folderName(sequence));
    }

    private static String folderName(int sequence) {
        return String.format(Locale.ROOT, "file-%06d", sequence);
    }

    @Override
    public void close() {
        directory.close();
    }
}
