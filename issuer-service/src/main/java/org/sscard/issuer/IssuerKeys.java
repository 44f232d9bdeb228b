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
import org.sscard.keys.pkcs11.NativeCryptoki;
import org.sscard.keys.pkcs11.Token;
import org.sscard.keys.pkcs11.TokenMechanisms;
import org.sscard.keys.pkcs11.TokenSettings;
import org.sscard.keys.vault.FileVaultWitness;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.Pkcs11Vault;
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
    static KeyVault vault(IssuerConfig.Vault config, Path data, boolean dev, Clock clock, SecureRandom random) {
        Path file = config.file() == null ? data.resolve("vault.json") : config.file();
        VaultSettings settings = settings(config, file, clock, random);
        try {
            KeyVault vault = config.pkcs11() == null
                    ? software(config, settings, dev, random)
                    : inToken(config.pkcs11(), settings, clock);
            if (config.environment() == Environment.TEST) {
                TestRoots.load(vault, clock);
            }
            return vault;
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
    }

    private static VaultSettings settings(IssuerConfig.Vault config, Path file, Clock clock, SecureRandom random) {
        VaultSettings standard = VaultSettings.standard(file, config.environment(), clock, random);
        return config.witnessFile() == null
                ? standard
                : standard.witnessedBy(new FileVaultWitness(config.witnessFile()));
    }

    private static KeyVault software(
            IssuerConfig.Vault config, VaultSettings settings, boolean dev, SecureRandom random) {
        char[] passphrase = passphrase(config, settings.file(), dev, random);
        try {
            return SoftwareVault.openOrCreate(settings, passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static KeyVault inToken(IssuerConfig.Pkcs11 config, VaultSettings settings, Clock clock) {
        TokenSettings standard = TokenSettings.standard(config.token(), clock);
        TokenMechanisms mechanisms =
                config.profile() == null ? TokenMechanisms.standard() : TokenMechanisms.read(config.profile());
        TokenSettings token = new TokenSettings(
                config.token(), mechanisms, config.patience(), standard.pause(), standard.lanes(), clock);
        char[] pin = characters(line(config.pinFile(), "vault.pkcs11.pinFile"));
        try {
            return Pkcs11Vault.openOrCreate(settings, Token.open(NativeCryptoki.load(config.library()), token, pin));
        } finally {
            Arrays.fill(pin, '\0');
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
        return characters(line(file, "vault.passphraseFile"));
    }

    /** @param line erased here */
    private static char[] characters(byte[] line) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line));
        char[] characters = new char[decoded.remaining()];
        decoded.get(characters);
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(line, (byte) 0);
        return characters;
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
