package org.sscard.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.HeapSearch;
import org.sscard.keys.crypto.Passphrases;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** The vault's own keys: whoever has one of them opens the file, so an open vault shows them no more than it shows keys. */
class OpenVaultInMemoryTest {

    private static final int SALT_AT = 24;
    private static final int SALT = 16;

    @TempDir
    Path folder;

    @Test
    void sealingAndWrappingKeys_ofAnOpenVault_areNotAmongLiveObjects() throws Exception {
        byte[] shown = new byte[32];
        new SecureRandom().nextBytes(shown);
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            TestRoots.load(vault, TestVaults.CLOCK);
            vault.rewrap(16);
            vault.rewrap(16);
            List<byte[]> masked = vaultsOwnKeys();
            HeapSearch heap = HeapSearch.now(folder.resolve("open.hprof"));
            assertThat(masked).as("sealing key and both wrapping keys").hasSize(3);
            assertThat(masked).noneMatch(heap::finds);
            assertThat(heap.finds(HeapSearch.masked(shown)))
                    .as("the search finds what lies in clear")
                    .isTrue();
        }
        assertThat(shown).hasSize(32);
    }

    /** Read from the file as docs/vault-format.md says, masked. */
    private List<byte[]> vaultsOwnKeys() throws IOException, GeneralSecurityException {
        VaultSettings settings = TestVaults.settings(folder, Environment.TEST);
        byte[] file = Files.readAllBytes(settings.file());
        byte[] master = Passphrases.derive(
                TestVaults.passphrase(),
                Arrays.copyOfRange(file, SALT_AT, SALT_AT + SALT),
                TestVaults.CHEAP,
                VaultFile.MASTER);
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(master, "HmacSHA256"));
        byte[] sealing = hmac.doFinal("sscard vault seal".getBytes(StandardCharsets.US_ASCII));
        List<byte[]> masked = new ArrayList<>(List.of(HeapSearch.masked(sealing)));
        Arrays.fill(sealing, (byte) 0);
        VaultFile.Opened opened = VaultFile.open(
                file, Environment.TEST, VaultOpener.passphrase(TestVaults.passphrase()), settings.random());
        try (KeyMaterial payload = opened.payload()) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload.bytes(MaterialAccess.GRANTED)));
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                in.readUnsignedShort();
                byte[] wrapping = in.readNBytes(32);
                masked.add(HeapSearch.masked(wrapping));
                Arrays.fill(wrapping, (byte) 0);
            }
        }
        opened.identity().erase();
        return masked;
    }
}
