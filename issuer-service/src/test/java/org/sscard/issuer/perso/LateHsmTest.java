package org.sscard.issuer.perso;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Verdict.Ending;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Scope;
import org.sscard.keys.pkcs11.Cryptoki;
import org.sscard.keys.pkcs11.SoftHsmFolder;
import org.sscard.keys.pkcs11.Token;
import org.sscard.keys.pkcs11.TokenMechanisms;
import org.sscard.keys.pkcs11.TokenSettings;
import org.sscard.keys.vault.Pkcs11Vault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;

/** F25: an HSM that answers late in the middle of a card. No half card, no key in the journal, and work goes on by itself. */
@EnabledIf("softHsmInstalled")
@Timeout(300)
class LateHsmTest {

    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int IN_THE_MIDDLE = 40;

    @TempDir
    Path folder;

    static boolean softHsmInstalled() {
        return SoftHsmFolder.library().isPresent();
    }

    @Test
    void lateInTheMiddleOfACard_theCardIsFoundOut_andTheNextOneIsMade() {
        SoftHsmFolder softHsm = SoftHsmFolder.in(folder.resolve("hsm"));
        softHsm.make("bureau", "a test pin");
        LateCryptoki late = new LateCryptoki(softHsm.cryptoki());
        TokenSettings token =
                new TokenSettings("bureau", TokenMechanisms.standard(), PATIENCE, PAUSE, 4, Clock.systemUTC());
        VaultSettings settings = VaultSettings.standard(
                folder.resolve("token.vault"), Environment.TEST, Clock.systemUTC(), new SecureRandom());
        try (Pkcs11Vault vault =
                Pkcs11Vault.create(settings, Token.open(late.cryptoki(), token, "a test pin".toCharArray()))) {
            TestRoots.load(vault, Clock.systemUTC());
            Bench bench = Bench.with(Hierarchy.of(vault, Scope.MINISTRY));
            var batch = bench.batch(2);
            var jobs = bench.jobs("first");
            Personaliser personaliser = bench.personaliser(jobs);

            late.strikeAt(IN_THE_MIDDLE);
            SimulatedCard blank = Bench.blank();
            Lease lease = jobs.leaseNext(batch.batchId()).orElseThrow();
            Verdict verdict = personaliser.make(lease, bench.card(lease), blank);
            assertThat(verdict.ending()).isEqualTo(Ending.UNKNOWN);
            assertThat(verdict.reason()).startsWith("HSM_LATE");
            late.letGo();

            Lease again = Awaitility.await()
                    .until(() -> jobs.lease(lease.cardId()), java.util.Optional::isPresent)
                    .orElseThrow();
            Verdict found = personaliser.resume(again, bench.card(again), blank);
            assertThat(found.ending()).isEqualTo(Ending.SPOILED);
            assertThat(bench.card(again).state()).isEqualTo(CardState.SPOILED);

            Lease next = jobs.leaseNext(batch.batchId()).orElseThrow();
            assertThat(personaliser.make(next, bench.card(next), Bench.blank()).ending())
                    .isEqualTo(Ending.QC_PASSED);
            assertThat(bench.journals.of(lease.cardId()).toString().toUpperCase(Locale.ROOT))
                    .doesNotContain("00112233445566778899AABBCCDDEEFF", "404142434445464748494A4B4C4D4E4F");
        }
    }

    /** The real library, one of whose computations does not come back until it is let go. */
    private static final class LateCryptoki {

        private static final Set<String> COMPUTES = Set.of("deriveKey", "encrypt", "decrypt");

        private final Cryptoki real;
        private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        private final CountDownLatch gate = new CountDownLatch(1);

        LateCryptoki(Cryptoki real) {
            this.real = real;
        }

        void strikeAt(int computation) {
            left.set(computation);
        }

        void letGo() {
            gate.countDown();
        }

        Cryptoki cryptoki() {
            return (Cryptoki) Proxy.newProxyInstance(
                    Cryptoki.class.getClassLoader(), new Class<?>[] {Cryptoki.class}, (proxy, method, arguments) -> {
                        if (COMPUTES.contains(method.getName()) && left.decrementAndGet() == 0) {
                            gate.await();
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
