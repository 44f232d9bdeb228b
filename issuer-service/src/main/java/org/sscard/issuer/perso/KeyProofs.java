package org.sscard.issuer.perso;

import java.util.Arrays;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.DebitProof;
import org.sscard.spec.command.LoadInitialisation;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.PurchaseInitialisation;

/**
 * How the keys of medical transactions prove themselves (card specification §5.4). A load that is only begun shows DLK; DPK and
 * DTK show themselves in a purchase of nothing, with a card that is not finished yet.
 */
final class KeyProofs {

    /** No terminal and no time that ever was: such a TAC is of no use to anybody. */
    static final String TERMINAL = "000000000000";

    static final String TIME = "20000101000000";
    private static final byte[] TERMINAL_SEQUENCE = {0, 0, 0, 1};

    private KeyProofs() {}

    static CommandApdu beginLoad(int index) {
        return MedicalCommands.initializeForLoad(index, 0, TERMINAL);
    }

    /** Whether MAC1 is DLK's, the balance 0 and no load was ever counted. */
    static boolean begunLoad(CardKeys keys, int index, ResponseApdu answer) {
        LoadInitialisation load = LoadInitialisation.parse(answer.data());
        MedicalTransaction.Load expected = new MedicalTransaction.Load(0, 0, 0, TERMINAL, TIME);
        return load.balance() == 0
                && load.sequence() == 0
                && keys.verifyLoadMac1(index, load.randomBytes(), expected, load.mac1Bytes());
    }

    static CommandApdu beginPurchase(int index) {
        return MedicalCommands.initializeForPurchase(index, 0, 0, 0, TERMINAL);
    }

    /** Whether nothing was ever paid with this card. */
    static boolean untouched(ResponseApdu answer) {
        PurchaseInitialisation state = PurchaseInitialisation.parse(answer.data());
        return state.account() == 0 && state.selfPayOfYear() == 0 && state.poolOfYear() == 0 && state.sequence() == 0;
    }

    static CommandApdu debit(CardKeys keys, int index, ResponseApdu begun) {
        PurchaseInitialisation state = PurchaseInitialisation.parse(begun.data());
        byte[] mac1 = keys.purchaseMac1(index, state.randomBytes(), state.sequence(), nothing());
        return MedicalCommands.debitForPurchase(TERMINAL_SEQUENCE, TIME, mac1);
    }

    /** Whether the card's MAC2 is DPK's and its TAC is DTK's. */
    static boolean debited(CardKeys keys, int index, ResponseApdu begun, ResponseApdu answer) {
        PurchaseInitialisation state = PurchaseInitialisation.parse(begun.data());
        DebitProof proof = DebitProof.ofDebit(answer.data());
        return keys.verifyPurchaseMac2(index, state.randomBytes(), state.sequence(), nothing(), proof.macBytes())
                && keys.verifyTac(nothing(), proof.tacBytes());
    }

    private static MedicalTransaction.Purchase nothing() {
        return new MedicalTransaction.Purchase(0, 0, 0, TERMINAL, 1, TIME);
    }

    /** The internal medical file while DPK and DTK are proved: its counter so high that no later proof is taken for one. */
    static byte[] amountsWhileProving(byte[] amounts) {
        byte[] high = amounts.clone();
        Arrays.fill(high, 2, 3, (byte) 0xFF);
        high[3] = (byte) 0xF0;
        return high;
    }
}
