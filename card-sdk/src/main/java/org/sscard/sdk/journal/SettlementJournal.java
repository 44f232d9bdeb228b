package org.sscard.sdk.journal;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The durable memory of money messages: an append file in which every change of an entry is a whole record, forced to
 * disk before the call returns. The file is {@code settlement.journal} in its own directory; docs/sdk.md has the format.
 *
 * <p>After a failed write nothing more is accepted: what the disk then holds is not known until the journal is opened
 * anew.
 */
public final class SettlementJournal implements AutoCloseable {
    static final String FILE = "settlement.journal";
    private static final String REPLACEMENT = "settlement.journal.new";
    private static final long COMPACT_ABOVE_BYTES = 4L << 20;
    /** Ended entries answer a repeated click for this long. */
    private static final Duration KEEP_ENDED = Duration.ofDays(3);

    private final Path directory;
    private final Clock clock;
    private final DirectoryLock lock;
    private final Map<TransactionId, JournalEntry> entries;
    /** Not a FileChannel, which an interrupt of the writing thread would close under everybody's feet. */
    private RandomAccessFile file;

    private boolean broken;

    private SettlementJournal(Path directory, Clock clock, DirectoryLock lock, JournalFile.Content content)
            throws IOException {
        this.directory = directory;
        this.clock = clock;
        this.lock = lock;
        this.entries = content.entries();
        this.file = openAt(content.endOfWholeRecords());
    }

    /**
     * Opens or creates the journal of a directory. A torn last record is cut off: its message cannot have left.
     *
     * @throws CodedException JOURNAL_IN_USE when another SDK has it open, JOURNAL_DAMAGED when a record before the last
     *     is unreadable, JOURNAL_NOT_WRITABLE
     */
    public static SettlementJournal open(Path directory, Clock clock) {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            JournalFile.Content content = JournalFile.read(directory.resolve(FILE));
            SettlementJournal journal = new SettlementJournal(directory, clock, lock, content);
            journal.compact();
            return journal;
        } catch (IOException e) {
            lock.close();
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Makes a drawn id durable, before anything is sent.
     *
     * @param request what the card will be asked, empty for a message without a card
     */
    public synchronized JournalEntry open(
            TransactionId id, EntryKind kind, Fingerprint visit, Fingerprint subject, ByteString request) {
        if (entries.containsKey(id)) {
            throw new IllegalStateException("the transaction id was drawn twice; the source of randomness is broken");
        }
        return append(new JournalEntry(id, kind, visit, subject, EntryState.OPEN, clock.instant(), request, ""));
    }

    public synchronized JournalEntry debited(JournalEntry entry, ByteString request) {
        return append(current(entry).to(EntryState.DEBITED, clock.instant(), request, ""));
    }

    /** Durable before the request leaves. */
    public synchronized JournalEntry submitted(JournalEntry entry, ByteString request) {
        return append(current(entry).to(EntryState.SUBMITTED, clock.instant(), request, ""));
    }

    /** Ends an entry; the request goes with it. */
    public synchronized JournalEntry ended(JournalEntry entry, EntryState state, String code) {
        return append(current(entry).to(state, clock.instant(), ByteString.EMPTY, code));
    }

    /** The latest entry about a visit that is of this kind. */
    public synchronized Optional<JournalEntry> latest(EntryKind kind, Fingerprint visit) {
        return entries.values().stream()
                .filter(entry -> entry.kind() == kind && entry.visit().equals(visit))
                .reduce((first, second) -> second);
    }

    /** The latest that stands or may stand; where none does, the latest. */
    public synchronized Optional<JournalEntry> standing(EntryKind kind, Fingerprint visit) {
        return entries.values().stream()
                .filter(entry -> entry.kind() == kind && entry.visit().equals(visit))
                .reduce((first, second) ->
                        first.state().mayStand() && !second.state().mayStand() ? first : second);
    }

    public synchronized Optional<JournalEntry> find(TransactionId id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** What has no end yet, oldest first. */
    public synchronized List<JournalEntry> unfinished() {
        return entries.values().stream()
                .filter(entry -> !entry.state().isFinal())
                .toList();
    }

    /** Called by the recovery thread alone, which nobody interrupts. */
    public synchronized void compactWhenLarge() {
        try {
            if (!broken && file.getFilePointer() > COMPACT_ABOVE_BYTES) {
                compact();
            }
        } catch (IOException e) {
            broken = true;
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
    }

    @Override
    public synchronized void close() {
        broken = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        } finally {
            lock.close();
        }
    }

    private JournalEntry current(JournalEntry entry) {
        JournalEntry current = entries.get(entry.id());
        if (current == null) {
            throw new IllegalStateException("the entry is not of this journal");
        }
        return current;
    }

    private JournalEntry append(JournalEntry entry) {
        if (broken) {
            throw new CodedException(ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
        try {
            JournalFile.write(file, entry);
            file.getFD().sync();
        } catch (IOException e) {
            broken = true;
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
        entries.put(entry.id(), entry);
        return entry;
    }

    /** Writes the entries still needed to a new file that then takes the old one's name: a cut leaves one of the two. */
    private synchronized void compact() throws IOException {
        entries.values()
                .removeIf(entry -> entry.state().isFinal()
                        && entry.changedAt().isBefore(clock.instant().minus(KEEP_ENDED)));
        Path replacement = directory.resolve(REPLACEMENT);
        try (RandomAccessFile copy = new RandomAccessFile(replacement.toFile(), "rw")) {
            copy.setLength(0);
            JournalFile.writeHeader(copy);
            for (JournalEntry entry : entries.values()) {
                JournalFile.write(copy, entry);
            }
            copy.getFD().sync();
        }
        file.close();
        Files.move(replacement, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
        file = openAt(Files.size(directory.resolve(FILE)));
    }

    private RandomAccessFile openAt(long end) throws IOException {
        RandomAccessFile opened = new RandomAccessFile(directory.resolve(FILE).toFile(), "rw");
        opened.setLength(end);
        opened.seek(end);
        return opened;
    }

    /** Makes the new name itself durable; Windows cannot open a directory and needs no such step. */
    private void forceDirectory() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
