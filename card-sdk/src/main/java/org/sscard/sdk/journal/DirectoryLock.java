package org.sscard.sdk.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Keeps a second SDK, of this or another process, off a journal. It lies beside the journal, which compaction renames. */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "settlement.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new CodedException(ErrorCode.JOURNAL_IN_USE, directory);
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Closing the channel gives the lock back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, FILE);
        }
    }
}
