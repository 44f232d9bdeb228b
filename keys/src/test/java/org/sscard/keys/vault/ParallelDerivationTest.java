package org.sscard.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;

/** Derivations of several threads while keys are destroyed under them: the right key or a refusal, never another key. */
class ParallelDerivationTest {

    private static final DerivationPath PATH = DerivationPath.toCard(RegionProfile.standard("211002"), new byte[13]);

    @TempDir
    Path folder;

    @Test
    void keyDestroyedUnderDerivations_neverGivesAnotherKey() throws Exception {
        KeyId id = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            TestRoots.load(vault, TestVaults.CLOCK);
            String right = derived(vault, id);
            Set<String> seen = ConcurrentHashMap.newKeySet();
            Set<KeyFault> refusals = ConcurrentHashMap.newKeySet();
            AtomicBoolean refused = new AtomicBoolean();
            Callable<Void> deriving = () -> {
                while (!refused.get()) {
                    try {
                        seen.add(derived(vault, id));
                    } catch (KeyException e) {
                        refusals.add(e.fault());
                        refused.set(true);
                    }
                }
                return null;
            };
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(threads.submit(deriving));
            }
            vault.rewrap(8);
            vault.changeState(id, KeyState.DESTROYED, "custodian");
            for (Future<Void> each : running) {
                each.get();
            }
            threads.shutdown();
            assertThat(seen).containsExactly(right);
            assertThat(refusals).containsExactly(KeyFault.KEY_NOT_ACTIVE);
        }
    }

    private static String derived(SoftwareVault vault, KeyId id) {
        try (CardKey card = vault.cardKey(id, PATH)) {
            return HexFormat.of().formatHex(card.material().bytes(MaterialAccess.GRANTED));
        }
    }
}
