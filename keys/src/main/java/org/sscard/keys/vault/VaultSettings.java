package org.sscard.keys.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.sscard.keys.crypto.Passphrases;
import org.sscard.keys.model.Environment;

/**
 * Where a software vault lies and what it is for.
 *
 * @param environment a vault of the other environment is refused
 * @param witness remembers, away from the file, which generation of the vault was the last
 */
public record VaultSettings(
        Path file,
        Environment environment,
        Passphrases.Cost cost,
        VaultWitness witness,
        Clock clock,
        SecureRandom random) {

    /** Standard cost, and the witness in a file beside the vault: notices that the vault file alone was put back. */
    public static VaultSettings standard(Path file, Environment environment, Clock clock, SecureRandom random) {
        VaultWitness witness = new FileVaultWitness(file.resolveSibling(file.getFileName() + ".generation"));
        return new VaultSettings(file, environment, Passphrases.Cost.STANDARD, witness, clock, random);
    }

    public VaultSettings witnessedBy(VaultWitness other) {
        return new VaultSettings(file, environment, cost, other, clock, random);
    }
}
