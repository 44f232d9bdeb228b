package org.sscard.issuer.intake;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A roster on its way in: spooled to a file of its own, which is gone after {@link #close}. */
public final class RosterUpload implements AutoCloseable {

    private static final long MAX_BYTES = 256L << 20;

    private final Path file;
    private final OutputStream out;
    private final MessageDigest digest;
    private long length;

    private RosterUpload(Path file, OutputStream out, MessageDigest digest) {
        this.file = file;
        this.out = out;
        this.digest = digest;
    }

    /** @param directory where the spooled file may lie; it holds personal data */
    public static RosterUpload begin(Path directory) {
        try {
            Files.createDirectories(directory);
            Path file = Files.createTempFile(directory, "roster-", ".part");
            return new RosterUpload(file, Files.newOutputStream(file), MessageDigest.getInstance("SHA-256"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }

    public void add(byte[] data) {
        length += data.length;
        if (length > MAX_BYTES) {
            throw new CodedException(ErrorCode.ROSTER_FILE_UNREADABLE, "> 256 MiB");
        }
        digest.update(data);
        try {
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The complete file.
     *
     * @param announced SHA-256 that the sender stated, 32 bytes, or nothing when the sender did not come to its end
     * @throws CodedException ROSTER_FILE_CUT when it is missing or differs
     */
    Complete complete(byte @Nullable [] announced) {
        byte[] actual = digest.digest();
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (announced == null || !MessageDigest.isEqual(actual, announced)) {
            throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
        }
        return new Complete(file, HexFormat.of().formatHex(actual));
    }

    /**
     * The complete file, for who needs no more than that.
     *
     * @throws CodedException ROSTER_FILE_CUT
     */
    public Path whole(byte @Nullable [] announced) {
        return complete(announced).file();
    }

    /** @param sha256 hex */
    record Complete(Path file, String sha256) {}

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
