package org.sscard.servicekit.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A directory that belongs to one kind of service and to one process at a time. The lock is the kernel's: a killed process
 * leaves none behind.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String OWNER = "service";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the directory for its owner only if it is not there, and locks it; {@code service} is "issuer", "agent", …. */
    public static DataDirectory open(Path directory, String service) {
        Path path = directory.toAbsolutePath().normalize();
        FileChannel channel = channel(path);
        try {
            lock(path, channel);
            claim(path, service);
            return new DataDirectory(path, channel);
        } catch (CodedException | IOException e) {
            closeQuietly(channel, e);
            throw e instanceof CodedException coded ? coded : notWritable(path, e);
        }
    }

    /**
     * As {@link #open}, and where the directory's own service holds the lock, a share in it instead: only to be read, and
     * only what that service appends to or replaces whole.
     */
    public static DataDirectory openOrShare(Path directory, String service) {
        try {
            return open(directory, service);
        } catch (CodedException e) {
            if (e.code() != ErrorCode.DATA_DIRECTORY_IN_USE) {
                throw e;
            }
            Path path = directory.toAbsolutePath().normalize();
            try {
                claim(path, service);
                return new DataDirectory(path, FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ));
            } catch (IOException unreadable) {
                throw notWritable(path, unreadable);
            }
        }
    }

    public Path path() {
        return path;
    }

    /** A subdirectory for the owner only, created if it is not there. */
    public Path directory(String name) {
        Path directory = path.resolve(name);
        try {
            create(directory);
            return directory;
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    private static FileChannel channel(Path path) {
        try {
            create(path);
            return FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new CodedException(ErrorCode.DATA_DIRECTORY_IN_USE, path);
        }
    }

    private static void claim(Path path, String service) throws IOException {
        Path owner = path.resolve(OWNER);
        if (Files.exists(owner)) {
            String owned = Files.readString(owner).strip();
            if (!owned.equals(service)) {
                throw new CodedException(ErrorCode.DATA_DIRECTORY_OTHER_SERVICE, path, owned);
            }
        } else {
            Files.writeString(owner, service + "\n");
        }
    }

    private static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static CodedException notWritable(Path path, Exception cause) {
        return new CodedException(cause, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, path);
    }

    private static void closeQuietly(FileChannel channel, Exception because) {
        try {
            channel.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
