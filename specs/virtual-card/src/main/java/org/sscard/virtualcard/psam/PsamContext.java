package org.sscard.virtualcard.psam;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;

/** What the command families of the PSAM share: its memory and everything that a reset forgets. */
final class PsamContext {

    private PsamMemory memory;
    private final RandomGenerator random;
    private byte @Nullable [] challenge;
    private @Nullable PsamSession session;
    private @Nullable PsamPurchase purchase;
    private PsamDirectory directory = PsamDirectory.MASTER_FILE;
    private int file;

    PsamContext(PsamMemory memory, RandomGenerator random) {
        this.memory = memory;
        this.random = random;
    }

    void reset() {
        challenge = null;
        session = null;
        purchase = null;
        directory = PsamDirectory.MASTER_FILE;
        file = 0;
    }

    PsamMemory memory() {
        return memory;
    }

    /** Puts another content under the PSAM, as after a torn write, and resets. */
    void replaceMemory(PsamMemory other) {
        memory = other;
        reset();
    }

    byte[] newChallenge(int length) {
        byte[] fresh = new byte[length];
        random.nextBytes(fresh);
        challenge = fresh;
        return fresh.clone();
    }

    /** Used up by this; 6984 when there is none. */
    byte[] takeChallenge() {
        byte[] taken = challenge;
        if (taken == null) {
            throw new Refusal(Sw.NO_CHALLENGE);
        }
        challenge = null;
        return taken;
    }

    PsamDirectory directory() {
        return directory;
    }

    void select(PsamDirectory selected) {
        directory = selected;
        file = 0;
    }

    /** FID of the current EF, 0 = none. */
    int file() {
        return file;
    }

    void selectFile(int fid) {
        file = fid;
    }

    Optional<PsamSession> session() {
        return Optional.ofNullable(session);
    }

    void open(PsamSession opened) {
        session = opened;
    }

    Optional<PsamPurchase> purchase() {
        return Optional.ofNullable(purchase);
    }

    void begin(PsamPurchase begun) {
        purchase = begun;
    }

    void endPurchase() {
        purchase = null;
    }
}
