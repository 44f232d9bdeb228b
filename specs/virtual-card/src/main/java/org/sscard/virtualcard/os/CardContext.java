package org.sscard.virtualcard.os;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;

/** What the command families share: the card's memory and everything that a reset forgets. */
final class CardContext {

    private final RandomGenerator random;
    private final SecurityState security = new SecurityState();
    private CardMemory memory;
    private @Nullable Directory directory;
    private @Nullable ElementaryFile file;
    private byte @Nullable [] challenge;
    private @Nullable MedicalTransaction transaction;
    private int recordPointer;

    CardContext(CardMemory memory, RandomGenerator random) {
        this.memory = memory;
        this.random = random;
        this.directory = memory.masterFile().orElse(null);
    }

    /** Power-up: the MF is selected, nothing is proved. */
    void reset() {
        security.reset();
        directory = memory.masterFile().orElse(null);
        file = null;
        challenge = null;
        transaction = null;
        recordPointer = 0;
    }

    CardMemory memory() {
        return memory;
    }

    /** Puts another content under the card, as after a torn write, and resets. */
    void replaceMemory(CardMemory other) {
        memory = other;
        reset();
    }

    SecurityState security() {
        return security;
    }

    /** Empty on a blank card only. */
    Optional<Directory> directory() {
        return Optional.ofNullable(directory);
    }

    /** @throws Refusal 6A82 on a blank card */
    Directory requireDirectory() {
        return directory().orElseThrow(() -> new Refusal(Sw.FILE_NOT_FOUND));
    }

    /** Selects a directory: no current EF, no record pointer, no open transaction. */
    void select(Directory selected) {
        Directory before = directory;
        if (before != null && before != selected) {
            security.directoryChanged(before, selected);
        }
        directory = selected;
        file = null;
        recordPointer = 0;
        transaction = null;
    }

    Optional<ElementaryFile> file() {
        return Optional.ofNullable(file);
    }

    /** SELECT of an EF: the record pointer begins anew. */
    void select(ElementaryFile selected) {
        file = selected;
        recordPointer = 0;
    }

    /** Access by SFI makes the EF current; the pointer stays while it is the same file. */
    void use(ElementaryFile used) {
        if (file != used) {
            select(used);
        }
    }

    /** The EF that an SFI names, 0 = the current one. It does not become current yet. */
    ElementaryFile fileBySfi(int sfi) {
        if (sfi == 0) {
            return file().orElseThrow(() -> new Refusal(Sw.NO_CURRENT_FILE));
        }
        return requireDirectory().fileBySfi(sfi).orElseThrow(() -> new Refusal(Sw.FILE_NOT_FOUND));
    }

    /** Number of the record last found by id in this file, 0 = none. */
    int recordPointer(ElementaryFile of) {
        return file == of ? recordPointer : 0;
    }

    void setRecordPointer(int number) {
        recordPointer = number;
    }

    byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] newChallenge(int length) {
        byte[] fresh = randomBytes(length);
        challenge = fresh;
        return fresh.clone();
    }

    /**
     * The challenge of the last GET CHALLENGE, which is used up by this (§5.2).
     *
     * @throws Refusal 6984 when there is none
     */
    byte[] takeChallenge() {
        byte[] taken = challenge;
        if (taken == null) {
            throw new Refusal(Sw.NO_CHALLENGE);
        }
        challenge = null;
        return taken;
    }

    Optional<MedicalTransaction> transaction() {
        return Optional.ofNullable(transaction);
    }

    void begin(MedicalTransaction begun) {
        transaction = begun;
    }

    /** Back to idle (§5.4). */
    void endTransaction() {
        transaction = null;
    }
}
