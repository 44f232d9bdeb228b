package org.sscard.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file whose records form a hash chain. {@link #append} returns when the record is on disk; writers that
 * come while a sync runs share the next one. Safe for use by several threads; one writing process per file.
 */
public final class AuditLog implements AutoCloseable {

    static final String RECOVERED = "AUDIT_TORN_TAIL_REMOVED";

    private final Path path;
    private final RandomAccessFile file;
    private final Clock clock;
    private final AuditDigest digest;
    private final String logId;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition synced = lock.newCondition();
    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private ByteArrayOutputStream spare = new ByteArrayOutputStream();
    private String hash;
    private long sequence;
    private long durable;
    private boolean syncing;
    private boolean closed;
    private @Nullable IOException failure;

    private AuditLog(
            Path path,
            RandomAccessFile file,
            Clock clock,
            AuditDigest digest,
            String logId,
            long sequence,
            String hash) {
        this.path = path;
        this.file = file;
        this.clock = clock;
        this.digest = digest;
        this.logId = logId;
        this.sequence = sequence;
        this.durable = sequence;
        this.hash = hash;
    }

    /** With SHA-256. */
    public static AuditLog open(Path path, Clock clock) {
        return open(path, clock, AuditDigest.sha256());
    }

    /**
     * Opens a log, or starts one. The tail of an existing log is verified; an incomplete last record, which nobody was
     * told is written, is removed and a record says so.
     *
     * @throws AuditException AUDIT_LOG_IN_USE, AUDIT_LOG_DAMAGED, AUDIT_LOG_WRITE_FAILED
     */
    public static AuditLog open(Path path, Clock clock, AuditDigest digest) {
        RandomAccessFile file = openLocked(path);
        try {
            LogTail tail = LogTail.isUnborn(file) ? start(path, file, clock, digest) : LogTail.read(file, digest);
            if (tail.tornBytes() > 0) {
                file.setLength(tail.goodBytes());
                file.getFD().sync();
            }
            file.seek(tail.goodBytes());
            AuditLog log = new AuditLog(path, file, clock, digest, tail.logId(), tail.sequence(), tail.hash());
            if (tail.tornBytes() > 0) {
                String subject =
                        String.format(Locale.ROOT, "%d bytes after record %d", tail.tornBytes(), tail.sequence());
                log.append(new AuditEntry("audit-log", path.getFileName().toString(), RECOVERED, subject, "OK"));
            }
            return log;
        } catch (IOException e) {
            closeQuietly(file, e);
            throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, path.toString(), e);
        } catch (RuntimeException e) {
            closeQuietly(file, e);
            throw e;
        }
    }

    /**
     * Writes a record and returns when it is durable.
     *
     * @throws AuditException AUDIT_LOG_WRITE_FAILED: whether the record is in the log is unknown until it is reopened
     */
    public AuditRecord append(AuditEntry entry) {
        lock.lock();
        try {
            requireWritable();
            Instant time = clock.instant();
            String previous = hash;
            RecordLine.Line line = RecordLine.record(sequence + 1, time, entry, previous, digest);
            pending.writeBytes(line.bytes());
            sequence++;
            hash = line.hash();
            AuditRecord written = new AuditRecord(sequence, time, entry, previous, hash);
            awaitDurable(written.sequence());
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** A signed statement about the last durable record, to be kept in another place. */
    public Checkpoint checkpoint(CheckpointSigner signer) {
        lock.lock();
        try {
            requireWritable();
            long last = sequence;
            String lastHash = hash;
            awaitDurable(last);
            return Checkpoint.signed(logId, last, lastHash, clock.instant(), signer);
        } finally {
            lock.unlock();
        }
    }

    /** Number of the last record that is on disk. */
    public long size() {
        lock.lock();
        try {
            return durable;
        } finally {
            lock.unlock();
        }
    }

    public String logId() {
        return logId;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (failure == null) {
                awaitDurable(sequence);
            }
            closed = true;
            file.close();
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, path.toString(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever finds no sync running does one for all who wait; the others sleep until theirs is done. */
    private void awaitDurable(long wanted) {
        while (durable < wanted) {
            if (failure != null) {
                throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, path.toString(), failure);
            }
            if (syncing) {
                synced.awaitUninterruptibly();
            } else {
                syncAll();
            }
        }
    }

    private void syncAll() {
        ByteArrayOutputStream batch = pending;
        long last = sequence;
        pending = spare;
        syncing = true;
        lock.unlock();
        IOException failed = null;
        try {
            // Not a FileChannel: an interrupted caller would close it under everybody else.
            file.write(batch.toByteArray());
            file.getFD().sync();
        } catch (IOException e) {
            failed = e;
        }
        lock.lock();
        batch.reset();
        spare = batch;
        syncing = false;
        failure = failed;
        if (failed == null) {
            durable = last;
        }
        synced.signalAll();
    }

    private void requireWritable() {
        if (closed) {
            throw new AuditException(AuditFault.AUDIT_LOG_CLOSED, path.toString());
        }
        if (failure != null) {
            throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, path.toString(), failure);
        }
    }

    private static LogTail start(Path path, RandomAccessFile file, Clock clock, AuditDigest digest) throws IOException {
        String logId = UUID.randomUUID().toString();
        RecordLine.Line header = RecordLine.header(logId, clock.instant(), digest);
        file.setLength(0);
        file.write(header.bytes());
        file.getFD().sync();
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        return new LogTail(logId, 0, header.hash(), header.bytes().length, 0);
    }

    private static RandomAccessFile openLocked(Path path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            if (tryLock(file) == null) {
                file.close();
                throw new AuditException(AuditFault.AUDIT_LOG_IN_USE, path.toString());
            }
            return file;
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, path.toString(), e);
        }
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    private static void closeQuietly(RandomAccessFile file, Exception reason) {
        try {
            file.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
