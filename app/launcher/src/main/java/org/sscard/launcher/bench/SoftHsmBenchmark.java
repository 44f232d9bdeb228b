package org.sscard.launcher.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.Scope;
import org.sscard.keys.pkcs11.SoftHsmFolder;
import org.sscard.keys.pkcs11.Token;
import org.sscard.keys.pkcs11.TokenSettings;
import org.sscard.keys.vault.KeyVault.KeyPlan;
import org.sscard.keys.vault.Pkcs11Vault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.spec.layout.CardAlgorithm;

/** The same work with the root in a SoftHSM2 token: derived and used inside. Only where SoftHSM2 is installed. */
final class SoftHsmBenchmark {

    private static final String REGION = "211002";
    private static final byte[] HISTORICAL = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final byte[] EIGHT = new byte[8];
    private static final int KEYS = 2000;
    private static final int WARM_UP = 500;
    private static final String PIN = "bench-only";

    private SoftHsmBenchmark() {}

    static Optional<Figure> figure(Path folder, Clock clock, SecureRandom random) {
        if (SoftHsmFolder.library().isEmpty()) {
            return Optional.empty();
        }
        SoftHsmFolder softHsm = SoftHsmFolder.in(folder.resolve("softhsm"));
        softHsm.make("bench", PIN);
        Token token = Token.open(softHsm.cryptoki(), TokenSettings.standard("bench", clock), PIN.toCharArray());
        VaultSettings settings = VaultSettings.standard(folder.resolve("token.vault"), Environment.TEST, clock, random);
        try (Pkcs11Vault vault = Pkcs11Vault.openOrCreate(settings, token)) {
            KeyId root = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
            vault.generate(
                    List.of(KeyPlan.root(root, KeyUsage.EXTERNAL_AUTHENTICATION)),
                    Key.Origin.createdAndActivated("bench", clock.instant()));
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            derive(hierarchy, WARM_UP);
            long nanos = derive(hierarchy, KEYS);
            return Optional.of(Figure.informing(
                    "3des-softhsm2",
                    "3DES：根密钥在 SoftHSM2 令牌内，分散与过程密钥也在令牌内",
                    "3DES: root in a SoftHSM2 token, diversified and used for a session key inside",
                    "keys/s",
                    KEYS * 1e9 / nanos));
        }
    }

    private static long derive(Hierarchy hierarchy, int count) {
        long start = System.nanoTime();
        for (int card = 0; card < count; card++) {
            byte[] historical = HISTORICAL.clone();
            historical[11] = (byte) (card >> 8);
            historical[12] = (byte) card;
            try (CardKeys keys = hierarchy.cardKeys(REGION, historical, CardAlgorithm.DES)) {
                keys.externalAuthentication(KeyRef.of("UKSSSE"), EIGHT, EIGHT);
            }
        }
        return System.nanoTime() - start;
    }
}
