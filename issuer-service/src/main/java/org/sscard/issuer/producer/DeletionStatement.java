package org.sscard.issuer.producer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * That the holders' data of a batch is gone from its producer: who deleted which files when, with the digest that each had.
 *
 * @param lines name and SHA-256 of each file, tab between
 */
public record DeletionStatement(String producer, UUID batchId, String person, Instant at, List<String> lines) {

    static final String FILE = "deletion.txt";
    private static final int CHUNK = 1 << 16;

    public DeletionStatement {
        lines = List.copyOf(lines);
    }

    static DeletionStatement of(String producer, UUID batchId, String person, Instant at, List<Path> files) {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                lines.add(file.getFileName() + "\t" + HexFormat.of().formatHex(sha256(file)));
            }
        }
        return new DeletionStatement(producer, batchId, person, at, lines);
    }

    /** What is signed and sent to the house. */
    public String text() {
        return "sscard-deletion\t1\nproducer\t" + producer + "\nbatch\t" + batchId + "\nperson\t" + person
                + "\ndeleted-at\t" + at + "\n" + String.join("\n", lines) + "\n";
    }

    /** SHA-256 of the text, 32 bytes. */
    public byte[] digest() {
        return digest("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws CodedException HOLDER_DATA_LEFT naming the first file that is still there */
    void requireGone(List<Path> files) {
        for (Path file : files) {
            if (Files.exists(file)) {
                throw new CodedException(ErrorCode.HOLDER_DATA_LEFT, file.getFileName());
            }
        }
    }

    void write(Path file) {
        try {
            Files.writeString(file, text());
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.PRODUCTION_DISK_FULL);
        }
    }

    /** Overwritten once, then deleted; what flash memory keeps behind is sealed under keys that go with it. */
    static void erase(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
                for (long left = channel.size(); left > 0; left -= CHUNK) {
                    zeros.clear().limit((int) Math.min(CHUNK, left));
                    while (zeros.hasRemaining()) {
                        channel.write(zeros);
                    }
                }
                channel.force(true);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.HOLDER_DATA_LEFT, file.getFileName());
        }
    }

    private static byte[] sha256(Path file) {
        MessageDigest digest = digest("SHA-256");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
            return digest.digest();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.HOLDER_DATA_LEFT, file.getFileName());
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }
}
