package org.sscard.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.CeremonyPlan;
import org.sscard.keys.custody.CeremonyRecord;
import org.sscard.keys.custody.Custodian;
import org.sscard.keys.custody.Restoration;
import org.sscard.keys.custody.Transcript;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.MemoryVault;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.launcher.ceremony.CeremonyDialogue;
import org.sscard.launcher.ceremony.CeremonyFolder;
import org.sscard.launcher.ceremony.CustodyConsole;
import org.sscard.launcher.ceremony.RehearsedCustodians;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Where the demo's keys come from: a rehearsed ceremony with made-up custodians. The issuer's vault is filled by the restore
 * from its shares. The roots are the published test roots, so that the cards and PSAMs of {@code card serve} and {@code
 * psam serve} agree with the demo's.
 */
final class DemoCeremony {
    private static final int THRESHOLD = 3;
    private static final int PASSPHRASE_CHARS = 48;

    private final Path issuer;
    private final Path folder;
    private final Clock clock;
    private final ZoneId zone;
    private final Narrator narrator;
    private final SecureRandom random = new SecureRandom();

    /** Their papers are arrays that are wiped; what happens is told, what they write is not. */
    private static final class Papers implements CustodyConsole, AutoCloseable {
        private final Map<Custodian, char[]> papers = new HashMap<>();

        @Override
        public void say(String line) {
            // The narrator tells it in the demo's own words.
        }

        @Override
        public void show(Custodian custodian, char[] share) {
            papers.put(custodian, share.clone());
        }

        @Override
        public char[] enter(Custodian custodian) {
            return papers.getOrDefault(custodian, new char[0]).clone();
        }

        /** The last come first: not the ones whose shares are taken first anyway. */
        @Override
        public Custodian next(List<Custodian> notYet) {
            return notYet.get(notYet.size() - 1);
        }

        @Override
        public void close() {
            papers.values().forEach(paper -> Arrays.fill(paper, '\0'));
            papers.clear();
        }
    }

    /** @param directory of the demo; nothing of the issuer is in it yet */
    DemoCeremony(Path directory, Clock clock, Narrator narrator) {
        this.issuer = directory.resolve("issuer");
        this.folder = directory.resolve("ceremony");
        this.clock = clock;
        this.zone = clock.getZone();
        this.narrator = narrator;
    }

    void hold() {
        narrator.step("密钥仪式（演练，测试环境）", "A key ceremony, rehearsed with test keys");
        try (Papers papers = new Papers()) {
            CeremonyPlan plan = CeremonyPlan.of(Environment.TEST, THRESHOLD, RehearsedCustodians.NAMES, random);
            CeremonyFolder kept = CeremonyFolder.make(folder, zone);
            CeremonyDialogue dialogue = new CeremonyDialogue(papers, clock, random);
            CeremonyRecord record;
            try (KeyVault table = new MemoryVault()) {
                record = dialogue.holdWithPublishedRoots(plan, table, kept);
            }
            narrator.fact(
                    "仪式",
                    "ceremony",
                    plan.id() + "，" + THRESHOLD + " / " + plan.custodians().size());
            for (Custodian custodian : plan.custodians()) {
                narrator.fact(
                        custodian.name(),
                        "share " + custodian.number(),
                        "校验值 " + record.shareCheckValues().get(custodian.number()));
            }
            narrator.fact("保护密钥", "protection key", record.protectionKey().toString());
            narrator.fact("少一份", "one share less", tooFew(papers, kept));
            List<Key> restored = dialogue.restore(kept.backup(), kept.restorationTranscript(), ceremony -> vault());
            narrator.fact("根密钥", "roots", restored.size() + "，由 " + THRESHOLD + " 份恢复到密钥库");
            keepRecord(plan, kept);
            narrator.fact("仪式记录", "record", kept.record().toString());
        }
    }

    /** Has to be refused, or the sharing is none. */
    private String tooFew(Papers papers, CeremonyFolder kept) {
        try (Transcript transcript = Transcript.open(folder.resolve("too-few.log"), "demo", clock, random);
                Restoration restoration = Restoration.begin(kept.backup(), transcript, clock);
                KeyVault none = new MemoryVault()) {
            for (Custodian custodian : restoration.plan().custodians().subList(0, THRESHOLD - 1)) {
                char[] share = papers.enter(custodian);
                restoration.enter(custodian, share);
                Arrays.fill(share, '\0');
            }
            restoration.restore(none);
        } catch (KeyException e) {
            if (e.fault() == KeyFault.SHARES_TOO_FEW) {
                return "拒绝 refused: " + e.code();
            }
            throw e;
        }
        throw new IllegalStateException("fewer shares than the threshold restored the keys");
    }

    /** The issuer's own, under a passphrase that lies beside it as in every first run. */
    private SoftwareVault vault() {
        char[] passphrase = new char[PASSPHRASE_CHARS];
        for (int at = 0; at < passphrase.length; at++) {
            passphrase[at] = Character.forDigit(random.nextInt(16), 16);
        }
        try {
            Files.createDirectories(issuer);
            Path file = issuer.resolve("vault.passphrase");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, new String(passphrase) + "\n", StandardOpenOption.WRITE);
            return SoftwareVault.create(
                    VaultSettings.standard(issuer.resolve("vault.json"), Environment.TEST, clock, random), passphrase);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, issuer);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** Where the custodians' console shows it. */
    private void keepRecord(CeremonyPlan plan, CeremonyFolder kept) {
        try {
            Path records = Files.createDirectories(issuer.resolve("ceremonies"));
            Files.copy(kept.record(), records.resolve(plan.id() + ".txt"));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, issuer);
        }
    }
}
