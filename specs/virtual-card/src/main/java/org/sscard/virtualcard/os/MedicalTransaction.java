package org.sscard.virtualcard.os;

import java.util.Arrays;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.TransactionType;

/** An open purchase or load: what INITIALIZE fixed and the next command needs (§5.4). */
final class MedicalTransaction {

    private final TransactionType type;
    private final CardKey key;
    private final byte[] random;
    private final byte[] amounts;
    private final byte[] terminal;

    /** @param amounts account4 ‖ selfpay4 ‖ pool4 of a purchase, amount4 of a load */
    MedicalTransaction(TransactionType type, CardKey key, byte[] random, byte[] amounts, byte[] terminal) {
        this.type = type;
        this.key = key;
        this.random = random;
        this.amounts = amounts;
        this.terminal = terminal;
    }

    TransactionType type() {
        return type;
    }

    CardKey key() {
        return key;
    }

    byte[] random() {
        return random;
    }

    byte[] amounts() {
        return amounts;
    }

    /** The n-th amount, in fen. */
    long amount(int index) {
        return ByteArrays.number(Arrays.copyOfRange(amounts, 4 * index, 4 * index + 4));
    }

    byte[] terminal() {
        return terminal;
    }
}
