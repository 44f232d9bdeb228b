package org.sscard.terminal.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.blacklist.BlacklistFile;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The blacklist as last heard from the issuer, kept in files so that it holds without a line: a full list, which is mapped,
 * and the changes since. Changes come in order; one that does not follow is refused, and a full list is asked for. Whatever
 * is lost, nobody comes off the list by it: only a change that says so, or a newer full list, un-blocks a card (F20).
 */
public final class BlacklistReplica implements Blacklist {

    private static final Logger LOG = LoggerFactory.getLogger(BlacklistReplica.class);
    private static final String TEXT_HEADER = "version ";

    private final Path fullFile;
    private final BlacklistChanges changes;
    private volatile @Nullable BlacklistFile full;
    private volatile long version;
    private boolean gap;
    private final BlacklistConfirmation confirmation;

    private BlacklistReplica(Path file, Path fullFile, BlacklistChanges changes) {
        this.fullFile = fullFile;
        this.changes = changes;
        this.confirmation = BlacklistConfirmation.open(file.resolveSibling(file.getFileName() + ".confirmed"));
    }

    /**
     * Reads the copy; none there is an empty list at version 0.
     *
     * @param file where earlier versions kept their list; the files of this one lie beside it
     * @throws CodedException BLACKLIST_DAMAGED: a damaged copy is not taken for an empty list
     */
    public static BlacklistReplica open(Path file) {
        Path fullFile = file.resolveSibling(file.getFileName() + ".full");
        BlacklistReplica replica = new BlacklistReplica(
                file, fullFile, BlacklistChanges.open(file.resolveSibling(file.getFileName() + ".changes")));
        replica.loadFull();
        replica.version = Math.max(replica.fullVersion(), replica.changes.version());
        replica.takeOverText(file);
        return replica;
    }

    private void loadFull() {
        if (!Files.exists(fullFile)) {
            return;
        }
        try {
            full = BlacklistFile.open(fullFile);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.BLACKLIST_DAMAGED, fullFile);
        }
    }

    /** The list of a version of this agent that kept it as text. */
    private void takeOverText(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            long held = Long.parseLong(lines.get(0).substring(TEXT_HEADER.length()));
            for (String code : lines.subList(1, lines.size())) {
                changes.add(held, CardIdentificationCode.ofBytes(HexFormat.of().parseHex(code)), true);
            }
            changes.seen(held);
            version = Math.max(version, held);
            Files.delete(file);
        } catch (IOException | RuntimeException e) {
            throw new CodedException(e, ErrorCode.BLACKLIST_DAMAGED, file);
        }
    }

    @Override
    public boolean contains(CardIdentificationCode card) {
        Boolean changed = changes.of(card);
        if (changed != null) {
            return changed;
        }
        BlacklistFile list = full;
        return list != null && list.contains(card);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public int size() {
        BlacklistFile list = full;
        return Math.toIntExact((list == null ? 0 : list.count()) + changes.balance());
    }

    /** When the issuer last said that the copy is up to date; empty while it never did. */
    @Override
    public Optional<Instant> confirmed() {
        return confirmation.last();
    }

    /** The issuer is heard and the copy follows it. */
    public void confirm(Instant now) {
        confirmation.confirm(now);
    }

    /** Whether the list is to be fetched whole: there is none yet, a change was missing, or the changes have become many. */
    public synchronized boolean wantsFullList() {
        return version == 0 || gap || changes.many();
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
            gap = true;
            return false;
        }
        if (contains(card) == blacklisted) {
            changes.seen(changeVersion);
        } else {
            changes.add(changeVersion, card, blacklisted);
        }
        version = changeVersion;
        return true;
    }

    /**
     * Takes over a full list that was fetched and found genuine; changes that are newer than it stay.
     *
     * @param fetched on the same disk; it is moved away
     * @return false when it is older than the full list at hand: the issuer's past un-blocks nobody
     * @throws CodedException BLACKLIST_NOT_GENUINE, DATA_DIRECTORY_NOT_WRITABLE
     */
    public synchronized boolean replace(Path fetched) {
        long newer;
        try {
            newer = BlacklistFile.open(fetched).version();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.BLACKLIST_NOT_GENUINE);
        }
        if (newer < fullVersion()) {
            LOG.warn("A full blacklist of version {} is older than the one at hand, {}", newer, fullVersion());
            return false;
        }
        try {
            Files.move(fetched, fullFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            full = BlacklistFile.open(fullFile);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, fullFile);
        }
        changes.forgetUpTo(newer);
        version = Math.max(version, newer);
        gap = false;
        return true;
    }

    /** Where a fetched list may wait. */
    public Path waiting() {
        return fullFile.resolveSibling(fullFile.getFileName() + ".new");
    }

    private long fullVersion() {
        BlacklistFile list = full;
        return list == null ? 0 : list.version();
    }
}
