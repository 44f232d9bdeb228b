package org.sscard.issuer.blacklist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.blacklist.store.BlacklistStore;
import org.sscard.spec.blacklist.BlacklistWriter;

/**
 * Keeps the full blacklist as a file: made anew when somebody needs a newer one and the last is old enough, so that many
 * terminals that ask at once are served one file.
 */
public final class FullBlacklist {

    private static final Duration GOOD_FOR = Duration.ofMinutes(5);
    private static final String ENDING = ".blacklist";

    private final BlacklistStore store;
    private final Path folder;
    private final Clock clock;
    private @Nullable Listed newest;

    /** @param folder where the files lie; nothing else is in it */
    public FullBlacklist(BlacklistStore store, Path folder, Clock clock) {
        this.store = store;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * A list that was made.
     *
     * @param version the change of the feed up to which it holds everything
     * @param sha256 of the file, hex
     */
    public record Listed(Path file, long version, long count, long bytes, String sha256, Instant madeAt) {

        /** What is signed: a name, the version and the digest. */
        public byte[] statement(byte[] digest) {
            byte[] name = "sscard blacklist".getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(name.length + Long.BYTES + digest.length)
                    .put(name)
                    .putLong(version)
                    .put(digest)
                    .array();
        }
    }

    /** @param atLeast the change of the feed that must be in it */
    public synchronized Listed current(long atLeast) {
        Listed last = newest;
        boolean fresh = last != null
                && last.version() >= atLeast
                && clock.instant().isBefore(last.madeAt().plus(GOOD_FOR));
        boolean unchanged = last != null && last.version() == store.version();
        if (last != null && (fresh || unchanged)) {
            return last;
        }
        Listed made = make();
        newest = made;
        deleteOlderThan(made);
        return made;
    }

    private Listed make() {
        Path partial = folder.resolve("new.partial");
        Instant now = clock.instant();
        try {
            Files.createDirectories(folder);
            long version;
            long count;
            try (BlacklistWriter writer = new BlacklistWriter(folder, store.roughCount())) {
                version = store.each(code -> {
                    try {
                        writer.add(code);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                writer.write(partial, version, now);
                count = writer.count();
            }
            Path file = folder.resolve(version + ENDING);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Listed(file, version, count, Files.size(file), sha256(file), now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }

    /** Who is fetching an older one keeps it open; where that forbids deleting, it goes the next time. */
    private void deleteOlderThan(Listed made) {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(ENDING) && !file.equals(made.file()))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
