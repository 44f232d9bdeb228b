package org.sscard.launcher.ceremony;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.Ceremony;
import org.sscard.keys.custody.CeremonyPlan;
import org.sscard.keys.custody.CeremonyRecord;
import org.sscard.keys.custody.Custodian;
import org.sscard.keys.custody.Restoration;
import org.sscard.keys.custody.Transcript;
import org.sscard.keys.model.Key;
import org.sscard.keys.vault.KeyVault;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Says who does what next, in Chinese with English beside, and takes the custodians through it one by one. */
public final class CeremonyDialogue {

    private static final String PLACE = "console";

    private final CustodyConsole console;
    private final Clock clock;
    private final SecureRandom random;

    public CeremonyDialogue(CustodyConsole console, Clock clock, SecureRandom random) {
        this.console = console;
        this.clock = clock;
        this.random = random;
    }

    /** Holds a ceremony from the first share to the record; all that it leaves lies in the folder and in the vault. */
    public CeremonyRecord hold(CeremonyPlan plan, KeyVault vault, CeremonyFolder folder) {
        return hold(plan, vault, folder, Ceremony::complete);
    }

    /** The same with the published test roots, which test cards and PSAMs have; in the test environment only. */
    public CeremonyRecord holdWithPublishedRoots(CeremonyPlan plan, KeyVault vault, CeremonyFolder folder) {
        return hold(plan, vault, folder, Ceremony::completeWithPublishedRoots);
    }

    private CeremonyRecord hold(
            CeremonyPlan plan,
            KeyVault vault,
            CeremonyFolder folder,
            BiFunction<Ceremony, Path, CeremonyRecord> completion) {
        try (Transcript transcript = Transcript.open(folder.transcript(), PLACE, clock, random);
                Ceremony ceremony = Ceremony.begin(plan, vault, transcript, clock, random)) {
            int custodians = plan.custodians().size();
            console.say("密钥仪式 " + plan.id() + "：" + custodians + " 位保管人，" + plan.threshold() + " 份可恢复 / ceremony: "
                    + custodians + " custodians, " + plan.threshold() + " shares restore");
            console.say("一、逐人抄录份额，其他人回避 / 1. each writes down a share, the others turn away");
            while (ceremony.nextToSee().isPresent()) {
                show(ceremony, ceremony.nextToSee().orElseThrow());
            }
            console.say("二、逐人按纸面输入份额 / 2. each enters the share from the paper");
            while (ceremony.nextToEnter().isPresent()) {
                enter(ceremony.nextToEnter().orElseThrow(), ceremony::enter);
            }
            console.say("三、由份额恢复保护密钥，生成根密钥并备份 / 3. the shares restore the protection key; roots and backup");
            CeremonyRecord record = completion.apply(ceremony, folder.backup());
            folder.keep(record);
            console.say("完成：" + record.roots().size() + " 个根密钥 / done: "
                    + record.roots().size() + " roots");
            console.say("请打印并签署 / print and sign: " + folder.record());
            return record;
        }
    }

    /** Restores the keys of a ceremony with as many custodians as are needed. */
    public List<Key> restore(Path backup, Path transcriptFile, VaultOpening vaults) {
        try (Transcript transcript = Transcript.open(transcriptFile, PLACE, clock, random);
                Restoration restoration = Restoration.begin(backup, transcript, clock)) {
            CeremonyPlan plan = restoration.plan();
            console.say("恢复仪式 " + plan.id() + " 的密钥，需要 " + plan.threshold() + " 份 / restoring, shares needed: "
                    + plan.threshold());
            List<Custodian> notYet = new ArrayList<>(plan.custodians());
            while (restoration.missing() > 0) {
                Custodian custodian = console.next(List.copyOf(notYet));
                enter(custodian, restoration::enter);
                notYet.remove(custodian);
            }
            // Only now, so that wrong shares leave no empty vault behind.
            try (KeyVault vault = vaults.open(plan)) {
                List<Key> keys = restoration.restore(vault);
                console.say("已恢复 " + keys.size() + " 个根密钥 / roots restored: " + keys.size());
                return keys;
            }
        }
    }

    /** Opens the vault that the plan's keys go to; it is closed here. */
    @FunctionalInterface
    public interface VaultOpening {
        KeyVault open(CeremonyPlan plan);
    }

    private void show(Ceremony ceremony, Custodian custodian) {
        char[] share = ceremony.show(custodian);
        try {
            console.show(custodian, share);
        } finally {
            Arrays.fill(share, '\0');
        }
    }

    /** Until the share is right; the third wrong entry ends everything. */
    private void enter(Custodian custodian, BiConsumer<Custodian, char[]> step) {
        while (!isAccepted(custodian, step)) {
            console.say("请重新输入 / enter it again");
        }
        console.say("  " + custodian.name() + "：正确 / right");
    }

    private boolean isAccepted(Custodian custodian, BiConsumer<Custodian, char[]> step) {
        char[] typed = console.enter(custodian);
        try {
            step.accept(custodian, typed);
            return true;
        } catch (KeyException e) {
            if (e.fault() == KeyFault.CEREMONY_ABORTED) {
                throw e;
            }
            CodedException told = new CodedException(ErrorCode.valueOf(e.code()), e.detail());
            console.say("  " + told.code() + " " + told.zh() + " / " + told.en());
            return false;
        } finally {
            Arrays.fill(typed, '\0');
        }
    }
}
