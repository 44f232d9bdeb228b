package org.sscard.keys.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Keeps a second process off a vault: two writers would lose each other's keys. */
final class VaultLock implements AutoCloseable {

    private final FileChannel channel;

    private VaultLock(FileChannel channel) {
        this.channel = channel;
    }

    static VaultLock take(Path vault) {
        Path file = vault.resolveSibling(vault.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new KeyException(KeyFault.VAULT_IN_USE, vault.toString());
            }
            return new VaultLock(channel);
        } catch (IOException e) {
            throw new KeyException(KeyFault.VAULT_WRITE_FAILED, file.toString(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new KeyException(KeyFault.VAULT_WRITE_FAILED, "the vault's lock", e);
        }
    }
}
