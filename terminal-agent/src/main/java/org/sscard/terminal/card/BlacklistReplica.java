package org.sscard.terminal.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The blacklist as last heard from the issuer, kept in a file so that it holds without a line. Changes come in order; one
 * that does not follow is refused, and the list is asked for again from where it stands.
 */
public final class BlacklistReplica implements Blacklist {

    private static final String HEADER = "version ";

    private final Path file;
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
    }

    private void load() {
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
