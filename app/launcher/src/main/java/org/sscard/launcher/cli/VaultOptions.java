package org.sscard.launcher.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
import org.sscard.launcher.ceremony.TerminalConsole;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which vault a command opens, and with what. Secrets come from a file or are asked for on the terminal. */
final class VaultOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--environment", defaultValue = "production", description = "production 或 / or test")
    private Environment environment;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "密钥库口令，一行；默认在终端询问 / one line; asked for by default")
    private @Nullable Path passphraseFile;

    @Option(names = "--witness", paramLabel = "FILE", description = "代次见证文件 / remembers the vault's generation")
    private @Nullable Path witness;

    @Option(names = "--pkcs11", paramLabel = "LIBRARY", description = "加密机的 PKCS#11 库 / library of an HSM")
    private @Nullable Path library;

    @Option(names = "--token", paramLabel = "LABEL", description = "令牌标签 / label of the token")
    private @Nullable String token;

    @Option(names = "--pin-file", paramLabel = "FILE", description = "令牌 PIN，一行；默认询问 / one line; asked for by default")
    private @Nullable Path pinFile;

    @Option(names = "--profile", paramLabel = "FILE", description = "厂商的 SM4 机制 / a vendor's SM4 mechanisms")
    private @Nullable Path profile;

    Environment environment() {
        return environment;
    }

    /** An existing vault. */
    KeyVault open(Path file, Clock clock, SecureRandom random) {
        VaultSettings settings = settings(file, environment, clock, random);
        InputFile.existing(file);
        if (library != null) {
            return Pkcs11Vault.openOrCreate(settings, token(clock));
        }
        char[] passphrase = passphraseFile == null ? asked("密钥库口令 / passphrase: ") : line(passphraseFile);
        try {
            return SoftwareVault.open(settings, passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** A new vault, which must not be there yet. */
    KeyVault create(Path file, Environment of, Clock clock, SecureRandom random) {
        VaultSettings settings = settings(file, of, clock, random);
        if (library != null) {
            Token opened = token(clock);
            try {
                return Pkcs11Vault.create(settings, opened);
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
        }
        char[] passphrase = passphraseFile == null ? TerminalConsole.open().newPassphrase() : line(passphraseFile);
        try {
            return SoftwareVault.create(settings, passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** Takes away the vault that was made for a ceremony which gave no keys: the next one is to find its place free. */
    void discardEmpty(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            for (String ending : List.of("", ".generation", ".lock", ".new")) {
                Files.deleteIfExists(file.resolveSibling(name + ending));
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
    }

    private VaultSettings settings(Path file, Environment of, Clock clock, SecureRandom random) {
        VaultSettings standard = VaultSettings.standard(file, of, clock, random);
        return witness == null ? standard : standard.witnessedBy(new FileVaultWitness(witness));
    }

    private Token token(Clock clock) {
        if (library == null || token == null) {
            throw new ParameterException(command.commandLine(), "--pkcs11, --token");
        }
        TokenSettings standard = TokenSettings.standard(token, clock);
        TokenMechanisms mechanisms =
                profile == null ? standard.mechanisms() : TokenMechanisms.read(InputFile.existing(profile));
        TokenSettings settings =
                new TokenSettings(token, mechanisms, standard.patience(), standard.pause(), standard.lanes(), clock);
        char[] pin = pinFile == null ? asked("令牌 PIN / PIN of the token: ") : line(pinFile);
        try {
            return Token.open(NativeCryptoki.load(library), settings, pin);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static char[] asked(String question) {
        return TerminalConsole.open().secret(question);
    }

    private static char[] line(Path file) {
        byte[] bytes = InputFile.bytes(file);
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        int end = 0;
        while (end < decoded.length() && decoded.get(end) != '\n' && decoded.get(end) != '\r') {
            end++;
        }
        char[] line = new char[end];
        decoded.get(line);
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(bytes, (byte) 0);
        return line;
    }
}
