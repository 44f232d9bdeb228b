package org.sscard.virtualcard.psam;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.number;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.security.MessageDigest;
import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.MedicalCrypto;
import org.sscard.virtualcard.memory.TransactionType;

/** INIT SAM FOR PURCHASE and CREDIT SAM FOR PURCHASE (§5.4, §6). */
final class PsamPurchaseCommands {

    private static final int FIXED_PART = 0x1C;
    private static final int FACTOR_LENGTH = 8;
    private static final int ANSWER_LENGTH = 8;
    private static final int ANY_TRIES = 0x0F;

    private final PsamContext context;

    PsamPurchaseCommands(PsamContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0x70, Set.of(0x80), exactly(1, 0), PsamPurchaseCommands::lengths, this::initialize);
        table.on(0x72, Set.of(0x80), exactly(0, 0), length(4, 4), this::credit);
    }

    private static boolean lengths(int p1, int lc) {
        int factors = lc - FIXED_PART;
        return factors >= FACTOR_LENGTH && factors <= 3 * FACTOR_LENGTH && factors % FACTOR_LENGTH == 0;
    }

    /**
     * rand4 ‖ seq2 ‖ acct4 ‖ selfpay4 ‖ pool4 ‖ type1 ‖ date4 ‖ time3 ‖ ver1 ‖ alg1 ‖ factors → terminalSeq4 ‖ MAC1. The
     * version of the key is its id in the PSAM (§4).
     */
    private Answer initialize(Apdu apdu) {
        context.endPurchase();
        PsamMemory memory = context.memory();
        byte[] data = apdu.data();
        PsamKeyEntry entry = memory.find(data[26] & 0xFF, PsamKeyEntry.PURCHASE)
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        boolean wrongFactors = data.length != FIXED_PART + FACTOR_LENGTH * entry.levels();
        boolean otherAlgorithm = (data[27] & 0xFF) != entry.key().algorithm().code();
        byte type = data[18];
        if (wrongFactors || otherAlgorithm || type != TransactionType.PURCHASE.id()) {
            throw new Refusal(Sw.BAD_DATA);
        }
        if (memory.terminalSequence() == PsamMemory.MAX_SEQUENCE) {
            throw new Refusal(Sw.COUNTER_MAXIMUM);
        }
        byte[] factors = ByteArrays.tail(data, data.length - FIXED_PART);
        byte[] cardKey = entry.cardKey(PsamCipherCommands.factors(factors, entry.levels()));
        byte[] terminalSequence = number(memory.terminalSequence(), 4);
        CardCrypto crypto = entry.key().crypto();
        byte[] session =
                MedicalCrypto.purchaseSession(crypto, cardKey, slice(data, 0, 4), slice(data, 4, 2), terminalSequence);
        byte[] amounts = slice(data, 6, 12);
        byte[] time = slice(data, 19, 7);
        byte[] mac1 = crypto.mac(session, concat(amounts, new byte[] {type}, memory.terminal(), time));
        byte[] mac2 = crypto.mac(session, amounts);
        return Answer.of(ANSWER_LENGTH, () -> {
            memory.advanceTerminalSequence();
            context.begin(new PsamPurchase(mac2));
            return concat(terminalSequence, mac1);
        });
    }

    /** A wrong MAC2 is 63CF; the right one may still come. */
    private Answer credit(Apdu apdu) {
        PsamPurchase open = context.purchase().orElseThrow(() -> new Refusal(Sw.NOT_ACCEPTED));
        if (!MessageDigest.isEqual(open.expectedMac2(), apdu.data())) {
            throw Refusal.triesLeft(ANY_TRIES);
        }
        context.endPurchase();
        return Answer.ok();
    }
}
