package org.sscard.launcher.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.CeremonyPlan;
import org.sscard.keys.custody.CeremonyRecord;
import org.sscard.keys.custody.Custodian;
import org.sscard.keys.custody.Restoration;
import org.sscard.keys.custody.Transcript;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A whole ceremony with made-up custodians and random test roots, and the restore after it. The vaults are thrown away:
 * what stays is the paper trail, for people to look at.
 */
public final class CeremonyRehearsal {

    private static final int THRESHOLD = 3;
    private static final int PASSPHRASE_CHARS = 32;

    private final RehearsedCustodians custodians;
    private final Clock clock;
    private final SecureRandom random;

    public CeremonyRehearsal(RehearsedCustodians custodians, Clock clock, SecureRandom random) {
        this.custodians = custodians;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @return the record of the ceremony, whose keys were restored and compared
     * @throws KeyException KEY_CHECK_VALUE_WRONG when a restored key is not what it was
     */
    public CeremonyRecord run(CeremonyFolder folder) {
        Path scratch = scratch();
        try {
            CeremonyPlan plan = CeremonyPlan.of(Environment.TEST, THRESHOLD, RehearsedCustodians.NAMES, random);
            CeremonyDialogue dialogue = new CeremonyDialogue(custodians, clock, random);
            custodians.say("演练：虚构的保管人，随机的测试密钥 / a rehearsal: made-up custodians, random test keys");
            CeremonyRecord record;
            try (KeyVault vault = vault(scratch.resolve("first.vault"))) {
                record = dialogue.hold(plan, vault, folder);
            }
            custodians.say("四、演练恢复 / 4. the restore, rehearsed");
            tryTooFew(folder, scratch);
            List<Key> restored = dialogue.restore(
                    folder.backup(),
                    folder.restorationTranscript(),
                    ceremony -> vault(scratch.resolve("second.vault")));
            requireSame(record.roots(), restored);
            custodians.say("恢复的密钥与原密钥的校验值全部相同 / every restored key has its check value");
            return record;
        } finally {
            delete(scratch);
        }
    }

    /** One share less than the threshold has to be refused, or the sharing is none. */
    private void tryTooFew(CeremonyFolder folder, Path scratch) {
        try (Transcript transcript = Transcript.open(scratch.resolve("too-few.log"), "console", clock, random);
                Restoration restoration = Restoration.begin(folder.backup(), transcript, clock);
                KeyVault vault = vault(scratch.resolve("third.vault"))) {
            for (Custodian custodian : restoration.plan().custodians().subList(0, THRESHOLD - 1)) {
                char[] share = custodians.enter(custodian);
                restoration.enter(custodian, share);
                Arrays.fill(share, '\0');
            }
            restoration.restore(vault);
        } catch (KeyException e) {
            if (e.fault() == KeyFault.SHARES_TOO_FEW) {
                custodians.say("  " + e.detail() + " 份：拒绝 / shares: refused");
                return;
            }
            throw e;
        }
        throw new IllegalStateException("fewer shares than the threshold restored the keys");
    }

    private static void requireSame(List<Key> made, List<Key> restored) {
        for (Key key : made) {
            KeyId id = key.id();
            boolean same = restored.stream()
                    .anyMatch(
                            other -> other.id().equals(id) && other.checkValue().equals(key.checkValue()));
            if (!same) {
                throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, id.toString());
            }
        }
    }

    /** Under a passphrase that nobody knows. */
    private KeyVault vault(Path file) {
        char[] passphrase = new char[PASSPHRASE_CHARS];
        for (int i = 0; i < passphrase.length; i++) {
            passphrase[i] = (char) ('!' + random.nextInt('~' - '!'));
        }
        try {
            return SoftwareVault.create(VaultSettings.standard(file, Environment.TEST, clock, random), passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("sscard-rehearsal");
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, System.getProperty("java.io.tmpdir"));
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, folder);
        }
    }
}
