package org.sscard.terminal.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The pages that a person at this machine consented to, kept in a file. A token belongs to one origin, has 32 random bytes,
 * leaves the agent once and is stored as its SHA-256 alone.
 */
public final class Pairings {

    private static final int TOKEN_LENGTH = 32;
    private static final int ID_LENGTH = 16;
    private static final int FIELDS = 4;
    private static final int MOST = 256;

    private final Path file;
    private final Clock clock;
    private final SecureRandom random;
    private final List<Pairing> pairings = new ArrayList<>();

    /** @param digest SHA-256 of the token, in hex */
    private record Pairing(AllowedOrigin page, String digest, Instant since) {

        String id() {
            return digest.substring(0, ID_LENGTH);
        }

        String line() {
            return String.join("\t", page.origin(), page.scopeTitles(), digest, since.toString());
        }

        static Pairing parse(String line) {
            String[] fields = line.split("\t", -1);
            if (fields.length != FIELDS || HexFormat.of().parseHex(fields[2]).length != TOKEN_LENGTH) {
                throw new IllegalArgumentException("a pairing has " + FIELDS + " fields");
            }
            return new Pairing(
                    new AllowedOrigin(fields[0], AllowedOrigin.scopes(fields[1])), fields[2], Instant.parse(fields[3]));
        }
    }

    /** A pairing as people see it. */
    public record Entry(String id, AllowedOrigin page, Instant since) {}

    private Pairings(Path file, Clock clock, SecureRandom random) {
        this.file = file;
        this.clock = clock;
        this.random = random;
    }

    /** @throws CodedException CONFIG_SYNTAX when the file is damaged: nobody is let in by guess */
    public static Pairings open(Path file, Clock clock, SecureRandom random) {
        Pairings pairings = new Pairings(file, clock, random);
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> pairings.pairings.add(Pairing.parse(line)));
            }
            return pairings;
        } catch (IOException | RuntimeException e) {
            throw new CodedException(e, ErrorCode.CONFIG_SYNTAX, file, pairings.pairings.size() + 1);
        }
    }

    /** Pairs a page; answers its token, which is told nowhere else. */
    public synchronized String grant(AllowedOrigin page) {
        if (pairings.size() >= MOST) {
            throw new CodedException(ErrorCode.REQUEST_LIMIT_REACHED, MOST);
        }
        byte[] bytes = new byte[TOKEN_LENGTH];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        pairings.add(new Pairing(page, digest(token), clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        save();
        return token;
    }

    /** What a page with this token may do; empty when the token is unknown, revoked or another origin's. */
    public synchronized Optional<AllowedOrigin> find(String origin, String token) {
        byte[] digest = digest(token).getBytes(StandardCharsets.US_ASCII);
        return pairings.stream()
                .filter(known -> known.page().origin().equals(origin))
                .filter(known -> MessageDigest.isEqual(known.digest().getBytes(StandardCharsets.US_ASCII), digest))
                .map(Pairing::page)
                .findFirst();
    }

    /** Whether pages of this origin have a pairing at all. */
    public synchronized boolean knows(String origin) {
        return pairings.stream().anyMatch(known -> known.page().origin().equals(origin));
    }

    public synchronized List<Entry> all() {
        return pairings.stream()
                .map(known -> new Entry(known.id(), known.page(), known.since()))
                .toList();
    }

    /** From the next request on the token is worth nothing. */
    public synchronized void revoke(String id) {
        if (pairings.removeIf(known -> known.id().equals(id))) {
            save();
        }
    }

    private void save() {
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(partial, pairings.stream().map(Pairing::line).toList(), StandardOpenOption.WRITE);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
