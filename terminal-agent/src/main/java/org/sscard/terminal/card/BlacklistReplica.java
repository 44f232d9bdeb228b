package org.sscard.terminal.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The blacklist as last heard from the issuer, kept in a file so that it holds without a line. Changes come in order; one
 * that does not follow is refused, and the list is asked for again from where it stands.
 */
public final class BlacklistReplica implements Blacklist {

    private static final Logger LOG = LoggerFactory.getLogger(BlacklistReplica.class);
    private static final String HEADER = "version ";

    private static final Duration WRITE_DOWN_EVERY = Duration.ofMinutes(1);

    private final Path file;
    private final Path confirmedFile;
    private @Nullable Instant confirmed;
    private @Nullable Instant writtenDown;
    private final Set<String> codes = new HashSet<>();
    private long version;

    /** Reads the copy; none there is an empty list at version 0. */
    public static BlacklistReplica open(Path file) {
        BlacklistReplica replica = new BlacklistReplica(file);
        replica.load();
        return replica;
    }

    private BlacklistReplica(Path file) {
        this.file = file;
        this.confirmedFile = file.resolveSibling(file.getFileName() + ".confirmed");
    }

    private void load() {
        try {
            if (Files.exists(confirmedFile)) {
                confirmed = Instant.parse(Files.readString(confirmedFile).strip());
            }
        } catch (IOException | DateTimeParseException e) {
            LOG.warn("When the blacklist was last confirmed is not readable; it counts as never");
        }
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            version = Long.parseLong(lines.get(0).substring(HEADER.length()));
            codes.addAll(lines.subList(1, lines.size()));
        } catch (IOException | RuntimeException e) {
            // A damaged copy must not un-block a card: start again from nothing only when the issuer sends it all.
            throw new CodedException(e, ErrorCode.CONFIG_SYNTAX, file, 1);
        }
    }

    @Override
    public synchronized boolean contains(CardIdentificationCode card) {
        return codes.contains(card.hex());
    }

    @Override
    public synchronized long version() {
        return version;
    }

    /** When the issuer last said that the copy is up to date; empty while it never did. */
    @Override
    public synchronized Optional<Instant> confirmed() {
        return Optional.ofNullable(confirmed);
    }

    /** The issuer is heard and the copy follows it. Written down once a minute, so that a restart knows the list's age. */
    public synchronized void confirm(Instant now) {
        confirmed = now;
        if (writtenDown == null || writtenDown.plus(WRITE_DOWN_EVERY).isBefore(now)) {
            writtenDown = now;
            try {
                Files.writeString(confirmedFile, now.toString());
            } catch (IOException e) {
                LOG.warn("When the blacklist was confirmed could not be written down: {}", e.getMessage());
            }
        }
    }

    @Override
    public synchronized int size() {
        return codes.size();
    }

    /**
     * Takes over one change and writes it down.
     *
     * @return false when a change between is missing; nothing is taken over then
     */
    public synchronized boolean apply(long changeVersion, CardIdentificationCode card, boolean blacklisted) {
        if (changeVersion <= version) {
            return true;
        }
        if (changeVersion != version + 1) {
            return false;
        }
        version = changeVersion;
        boolean changed = blacklisted ? codes.add(card.hex()) : codes.remove(card.hex());
        save(changed);
        return true;
    }

    private void save(boolean changed) {
        if (!changed && version % SAVE_EVERY != 0) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(HEADER + version);
        lines.addAll(codes);
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(partial, lines);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    /** Changes of cards that stay off the list are written down only now and then; hearing them again does no harm. */
    private static final long SAVE_EVERY = 100;
}
