package org.sscard.keys.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** One line {@code <vault id> <generation>} in a file. A file that cannot be understood counts as a damaged vault. */
public final class FileVaultWitness implements VaultWitness {

    private static final Pattern LINE = Pattern.compile("([0-9A-F]{32}) ([0-9]{1,18})\n");

    private final Path file;

    public FileVaultWitness(Path file) {
        this.file = file;
    }

    @Override
    public OptionalLong lastGeneration(String vaultId) {
        try {
            if (!Files.exists(file)) {
                return OptionalLong.empty();
            }
            Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (!line.matches() || !line.group(1).equals(vaultId)) {
                throw new KeyException(KeyFault.VAULT_DAMAGED, file.getFileName() + " does not belong to this vault");
            }
            return OptionalLong.of(Long.parseLong(line.group(2)));
        } catch (IOException e) {
            throw new KeyException(
                    KeyFault.VAULT_READ_FAILED, file.getFileName().toString(), e);
        }
    }

    @Override
    public void record(String vaultId, long generation) {
        DurableFile.replace(file, (vaultId + " " + generation + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
