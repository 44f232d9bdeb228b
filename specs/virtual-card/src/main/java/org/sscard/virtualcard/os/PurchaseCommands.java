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

/** INITIALIZE FOR PURCHASE and DEBIT FOR PURCHASE (§5.4, §6). */
final class PurchaseCommands {

    static final int INITIALIZE_LENGTH = 0x13;
    private static final int ANSWER_LENGTH = 0x16;
    private static final int ACCOUNT = 0;
    private static final int SELF_PAY = 1;
    private static final int POOL = 2;

    private final CardContext context;
    private final MedicalContext medical;

    PurchaseCommands(CardContext context) {
        this.context = context;
        this.medical = new MedicalContext(context);
    }

    /** keyIndex1 ‖ account4 ‖ selfpay4 ‖ pool4 ‖ terminal6 → CIA4 ‖ SPIP4 ‖ SPFP4 ‖ year2 ‖ seq2 ‖ ver1 ‖ alg1 ‖ rand4. */
    Answer initialize(Apdu apdu) {
        context.endTransaction();
        MedicalFile file = medical.file();
        byte[] data = apdu.data();
        KeyStore.Slot slot = medical.keySlot(KeyType.DPK, data[0] & 0xFF);
        medical.requirePin();
        MedicalAmounts amounts = file.amounts();
        if (amounts.purchaseSequence() == MedicalAmounts.MAX_SEQUENCE) {
            throw new Refusal(Sw.COUNTER_MAXIMUM);
        }
        if (amounts.account() < number(slice(data, 1, 4))) {
            throw new Refusal(Sw.INSUFFICIENT_BALANCE);
        }
        CardKey key = medical.key(slot);
        return Answer.of(ANSWER_LENGTH, () -> {
            byte[] random = context.randomBytes(4);
            context.begin(new MedicalTransaction(
                    TransactionType.PURCHASE, key, random, slice(data, 1, 12), slice(data, 13, 6)));
            return concat(
                    number(amounts.account(), 4),
                    number(amounts.selfPay(), 4),
                    number(amounts.pool(), 4),
                    amounts.yearBcd(),
                    number(amounts.purchaseSequence(), 2),
                    new byte[] {(byte) slot.version(), (byte) key.algorithm().code()},
                    random);
        });
    }

    /** terminalSeq4 ‖ time7 ‖ MAC1 → TAC ‖ MAC2. */
    Answer debit(Apdu apdu) {
        MedicalFile file = medical.file();
        CardKey tacKey = medical.tacKey();
        MedicalTransaction open = medical.requireOpen(TransactionType.PURCHASE);
        medical.requirePin();
        byte[] data = apdu.data();
        byte[] terminalSequence = slice(data, 0, 4);
        byte[] time = slice(data, 4, 7);
        int date = MedicalContext.date(time);
        MedicalAmounts before = file.amounts();
        MedicalAmounts after =
                before.afterPurchase(open.amount(ACCOUNT), open.amount(SELF_PAY), open.amount(POOL), date);
        if (after.selfPay() > MedicalAmounts.MAX_AMOUNT || after.pool() > MedicalAmounts.MAX_AMOUNT) {
            throw new Refusal(Sw.COUNTER_MAXIMUM);
        }

        CardCrypto crypto = open.key().crypto();
        byte[] sequence = number(before.purchaseSequence(), 2);
        byte[] session =
                MedicalCrypto.purchaseSession(crypto, open.key().value(), open.random(), sequence, terminalSequence);
        byte[] type = {open.type().id()};
        byte[] mac1 = crypto.mac(session, concat(open.amounts(), type, open.terminal(), time));
        if (!MessageDigest.isEqual(mac1, slice(data, 11, 4))) {
            medical.refuseMac();
        }
        byte[] mac2 = crypto.mac(session, open.amounts());
        byte[] tac = MedicalCrypto.tac(
                tacKey.crypto(), tacKey.value(), concat(open.amounts(), type, open.terminal(), terminalSequence, time));
        return Answer.of(mac2.length + tac.length, () -> {
            file.put(after);
            file.put(
                    TransactionType.PURCHASE,
                    new TransactionProof(before.purchaseSequence(), number(mac2), number(tac)));
            medical.record(before.purchaseSequence(), open, time, open.amounts());
            context.endTransaction();
            return concat(tac, mac2);
        });
    }
}
