package org.sscard.keys.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.sscard.keys.crypto.Passphrases;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.RegionProfile;

/** Vaults whose passphrase costs next to nothing, so that tests stay fast. */
public final class TestVaults {

    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);
    public static final Passphrases.Cost CHEAP = new Passphrases.Cost(64, 1, 1);

    private TestVaults() {}

    public static char[] passphrase() {
        return "correct horse 电池".toCharArray();
    }

    public static VaultSettings settings(Path folder, Environment environment) {
        Path file = folder.resolve("keys.vault");
        VaultWitness witness = new FileVaultWitness(folder.resolve("keys.vault.generation"));
        return new VaultSettings(file, environment, CHEAP, witness, CLOCK, new SecureRandom());
    }

    /** To a card of region 211002. */
    public static DerivationPath path() {
        return DerivationPath.toCard(
                RegionProfile.standard("211002"), HexFormat.of().parseHex("0081544C9686842110A1B2C3D4"));
    }

    public static SoftwareVault openOrCreate(Path folder) {
        return SoftwareVault.openOrCreate(settings(folder, Environment.TEST), passphrase());
    }
}
