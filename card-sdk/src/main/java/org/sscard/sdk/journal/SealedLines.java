package org.sscard.sdk.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * An append file of ASCII lines, each sealed by its CRC-32C and durable before {@link #append} returns. It lies beside the
 * journal, whose lock guards it; only its owner may read it.
 */
public final class SealedLines implements AutoCloseable {
    private final Path path;
    private RandomAccessFile file;
    private boolean broken;

    private SealedLines(Path path) throws IOException {
        this.path = path;
        this.file = opened();
    }

    /**
     * Reads what is there and opens it for more. A torn last line is cut off: what it was to say was not yet said.
     *
     * @param line takes a line's content; false when it is not understood
     * @throws CodedException JOURNAL_DAMAGED when a line before the last is unreadable, JOURNAL_NOT_WRITABLE
     */
    public static SealedLines open(Path path, Predicate<String> line) {
        try {
            SealedLines lines = new SealedLines(path);
            lines.read(line);
            return lines;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, path);
        }
    }

    public synchronized void append(String content) {
        if (broken) {
            throw new CodedException(ErrorCode.JOURNAL_NOT_WRITABLE, path);
        }
        try {
            file.write(sealed(content));
            file.getFD().sync();
        } catch (IOException e) {
            broken = true;
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, path);
        }
    }

    /** These lines instead of all; a cut leaves the old file or the new one. */
    public synchronized void replace(List<String> contents) {
        Path replacement = path.resolveSibling(path.getFileName() + ".new");
        try {
            try (RandomAccessFile copy = new RandomAccessFile(replacement.toFile(), "rw")) {
                ownersOnly(replacement);
                copy.setLength(0);
                for (String content : contents) {
                    copy.write(sealed(content));
                }
                copy.getFD().sync();
            }
            file.close();
            Files.move(replacement, path, StandardCopyOption.ATOMIC_MOVE);
            file = opened();
            file.seek(file.length());
        } catch (IOException e) {
            broken = true;
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, path);
        }
    }

    @Override
    public synchronized void close() {
        broken = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, path);
        }
    }

    private RandomAccessFile opened() throws IOException {
        RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw");
        ownersOnly(path);
        return opened;
    }

    private static void ownersOnly(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void read(Predicate<String> line) throws IOException {
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String content = end < 0 ? null : unsealed(text.substring(at, end));
            if (content == null || !line.test(content)) {
                if (end >= 0 && end + 1 < text.length()) {
                    throw new CodedException(ErrorCode.JOURNAL_DAMAGED, path);
                }
                break;
            }
            at = end + 1;
        }
        file.setLength(at);
        file.seek(at);
    }

    private static byte[] sealed(String content) {
        return (content + " " + crc(content) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String unsealed(String line) {
        int at = line.lastIndexOf(' ');
        if (at < 0) {
            return null;
        }
        String content = line.substring(0, at);
        return crc(content).equals(line.substring(at + 1)) ? content : null;
    }

    private static String crc(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.ISO_8859_1));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
