package org.sscard.issuer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.perso.InitialPin;
import org.sscard.keys.KeyException;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Environment;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Opens the bureau's secrets: the vault and the first PIN. Neither stands in the configuration itself. */
final class IssuerKeys {

    private static final int PASSPHRASE_BYTES = 24;
    private static final byte[] FIRST_RUN_PIN = "123456".getBytes(StandardCharsets.US_ASCII);

    private IssuerKeys() {}

    /** The vault; in the test environment with the published test roots in it. */
    static SoftwareVault vault(IssuerConfig.Vault config, Path data, boolean dev, Clock clock, SecureRandom random) {
        Path file = config.file() == null ? data.resolve("vault.json") : config.file();
        char[] passphrase = passphrase(config, file, dev, random);
        try {
            SoftwareVault vault = SoftwareVault.openOrCreate(
                    VaultSettings.standard(file, config.environment(), clock, random), passphrase);
            if (config.environment() == Environment.TEST) {
                TestRoots.load(vault, clock);
            }
            return vault;
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** The first PIN of new cards; a first run has the one that is seen in the field (card specification §4). */
    static InitialPin initialPin(@Nullable Path file, boolean dev) {
        if (file == null) {
            if (!dev) {
                throw new CodedException(ErrorCode.CONFIG_KEY_MISSING, "profile.initialPinFile");
            }
            return new InitialPin(FIRST_RUN_PIN);
        }
        byte[] line = line(file, "profile.initialPinFile");
        try {
            return new InitialPin(line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static char[] passphrase(IssuerConfig.Vault config, Path vault, boolean dev, SecureRandom random) {
        Path file = config.passphraseFile();
        if (file == null) {
            if (!dev) {
                throw new CodedException(ErrorCode.CONFIG_KEY_MISSING, "vault.passphraseFile");
            }
            file = vault.resolveSibling("vault.passphrase");
            if (!Files.exists(file)) {
                writeFresh(file, random);
            }
        }
        byte[] line = line(file, "vault.passphraseFile");
        CharBuffer characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line));
        char[] passphrase = new char[characters.remaining()];
        characters.get(passphrase);
        Arrays.fill(characters.array(), '\0');
        Arrays.fill(line, (byte) 0);
        return passphrase;
    }

    /** First run only: the passphrase lies beside the vault, readable by its owner alone. */
    private static void writeFresh(Path file, SecureRandom random) {
        byte[] bytes = new byte[PASSPHRASE_BYTES];
        random.nextBytes(bytes);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n", StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    /** The first line of a file, without its end. */
    private static byte[] line(Path file, String configurationKey) {
        try {
            byte[] all = Files.readAllBytes(file);
            int end = 0;
            while (end < all.length && all[end] != '\n' && all[end] != '\r') {
                end++;
            }
            byte[] line = Arrays.copyOf(all, end);
            Arrays.fill(all, (byte) 0);
            return line;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CONFIG_VALUE_INVALID, configurationKey, "a readable file");
        }
    }
}
