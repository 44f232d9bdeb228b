package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.crypto.ByteArrays.concat;

import java.util.Optional;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.Bcd;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.Pin;
import org.sscard.virtualcard.memory.TransactionType;

/** The checks and the record that purchase and load share (§5.4). */
final class MedicalContext {

    private static final int TRANSACTION_FILE = 0xEF08;
    /** seq2 ‖ type1 ‖ terminal6 ‖ time7 ‖ account4: a record of this length is in account-only mode (§2.1). */
    private static final int ACCOUNT_ONLY = 20;

    private final CardContext context;

    MedicalContext(CardContext context) {
        this.context = context;
    }

    Directory application() {
        return context.requireDirectory();
    }

    /** The internal medical file; an application without a medical account satisfies no condition of use. */
    MedicalFile file() {
        return application().medicalFile().orElseThrow(() -> new Refusal(Sw.CONDITIONS));
    }

    /** The key that a key index names, with the slot that tells its version; 9403 for a bad index. */
    KeyStore.Slot keySlot(KeyType type, int index) {
        return application().keys().lowestVersion(type, index).orElseThrow(() -> new Refusal(Sw.KEY_INDEX));
    }

    CardKey key(KeyStore.Slot slot) {
        return application()
                .keys()
                .find(slot.type(), slot.id(), slot.version())
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
    }

    CardKey tacKey() {
        return key(new KeyStore.Slot(KeyType.DTK, 0, 1));
    }

    /** PIN verified, when a PIN is set. */
    void requirePin() {
        Optional<Pin> pin =
                application().pin().or(() -> application().environment().pin());
        if (pin.isPresent() && !context.security().isPinVerified()) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
    }

    /** The open transaction of this kind; in any other state 6901 and back to idle. */
    MedicalTransaction requireOpen(TransactionType type) {
        Optional<MedicalTransaction> open = context.transaction().filter(transaction -> transaction.type() == type);
        if (open.isEmpty()) {
            context.endTransaction();
            throw new Refusal(Sw.NOT_ACCEPTED);
        }
        return open.get();
    }

    /** The wrong MAC ends the transaction. */
    void refuseMac() {
        context.endTransaction();
        throw new Refusal(Sw.MAC_INVALID);
    }

    /** YYYYMMDDhhmmss in 7 bytes cn; answers YYYYMMDD as a number. */
    static int date(byte[] time) {
        if (!Bcd.isDecimal(time)) {
            throw new Refusal(Sw.BAD_DATA);
        }
        return Bcd.number(ByteArrays.slice(time, 0, 4)).orElseThrow();
    }

    /** Appends to EF08, newest first; a card without that file keeps no records. */
    void record(int sequence, MedicalTransaction transaction, byte[] time, byte[] amounts) {
        byte[] full = concat(
                ByteArrays.number(sequence, 2),
                new byte[] {transaction.type().id()},
                transaction.terminal(),
                time,
                amounts);
        application()
                .file(TRANSACTION_FILE)
                .filter(CyclicFile.class::isInstance)
                .map(CyclicFile.class::cast)
                .ifPresent(file -> {
                    if (file.recordLength() == full.length) {
                        file.push(full);
                    } else if (file.recordLength() == ACCOUNT_ONLY) {
                        file.push(ByteArrays.slice(full, 0, ACCOUNT_ONLY));
                    }
                });
    }
}
