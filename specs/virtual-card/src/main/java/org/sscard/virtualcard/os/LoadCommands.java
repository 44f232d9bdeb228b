package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.number;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.security.MessageDigest;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.MedicalCrypto;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.MedicalAmounts;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.TransactionProof;
import org.sscard.virtualcard.memory.TransactionType;

/** INITIALIZE FOR LOAD and CREDIT FOR LOAD (§5.4, §6). */
final class LoadCommands {

    static final int INITIALIZE_LENGTH = 0x0B;
    private static final int ANSWER_LENGTH = 0x10;

    private final CardContext context;
    private final MedicalContext medical;

    LoadCommands(CardContext context) {
        this.context = context;
        this.medical = new MedicalContext(context);
    }

    /** keyIndex1 ‖ amount4 ‖ terminal6 → balance4 ‖ seq2 ‖ ver1 ‖ alg1 ‖ rand4 ‖ MAC1. */
    Answer initialize(Apdu apdu) {
        context.endTransaction();
        MedicalFile file = medical.file();
        byte[] data = apdu.data();
        KeyStore.Slot slot = medical.keySlot(KeyType.DLK, data[0] & 0xFF);
        medical.requirePin();
        MedicalAmounts amounts = file.amounts();
        byte[] amount = slice(data, 1, 4);
        boolean balanceOverflows = amounts.account() + number(amount) > MedicalAmounts.MAX_AMOUNT;
        if (amounts.loadSequence() == MedicalAmounts.MAX_SEQUENCE || balanceOverflows) {
            throw new Refusal(Sw.COUNTER_MAXIMUM);
        }
        CardKey key = medical.key(slot);
        byte[] terminal = slice(data, 5, 6);
        return Answer.of(ANSWER_LENGTH, () -> {
            MedicalTransaction begun =
                    new MedicalTransaction(TransactionType.LOAD, key, context.randomBytes(4), amount, terminal);
            context.begin(begun);
            return concat(
                    number(amounts.account(), 4),
                    number(amounts.loadSequence(), 2),
                    new byte[] {(byte) slot.version(), (byte) key.algorithm().code()},
                    begun.random(),
                    mac1(begun, amounts));
        });
    }

    /** time7 ‖ MAC2 → TAC. */
    Answer credit(Apdu apdu) {
        MedicalFile file = medical.file();
        CardKey tacKey = medical.tacKey();
        MedicalTransaction open = medical.requireOpen(TransactionType.LOAD);
        medical.requirePin();
        byte[] data = apdu.data();
        byte[] time = slice(data, 0, 7);
        MedicalContext.date(time);
        MedicalAmounts before = file.amounts();
        MedicalAmounts after = before.afterLoad(open.amount(0));

        byte[] type = {open.type().id()};
        byte[] mac2 =
                open.key().crypto().mac(session(open, before), concat(open.amounts(), type, open.terminal(), time));
        if (!MessageDigest.isEqual(mac2, slice(data, 7, 4))) {
            medical.refuseMac();
        }
        byte[] sequence = number(before.loadSequence(), 2);
        byte[] tac = MedicalCrypto.tac(
                tacKey.crypto(),
                tacKey.value(),
                concat(number(after.account(), 4), sequence, open.amounts(), type, open.terminal(), time));
        return Answer.of(tac.length, () -> {
            file.put(after);
            file.put(
                    TransactionType.LOAD,
                    new TransactionProof(before.loadSequence(), number(mac1(open, before)), number(tac)));
            medical.record(before.loadSequence(), open, time, concat(open.amounts(), new byte[8]));
            context.endTransaction();
            return tac;
        });
    }

    /** balance4 ‖ amount4 ‖ type ‖ terminal6. */
    private static byte[] mac1(MedicalTransaction open, MedicalAmounts before) {
        CardCrypto crypto = open.key().crypto();
        byte[] type = {open.type().id()};
        return crypto.mac(
                session(open, before), concat(number(before.account(), 4), open.amounts(), type, open.terminal()));
    }

    private static byte[] session(MedicalTransaction open, MedicalAmounts before) {
        return MedicalCrypto.loadSession(
                open.key().crypto(), open.key().value(), open.random(), number(before.loadSequence(), 2));
    }
}
