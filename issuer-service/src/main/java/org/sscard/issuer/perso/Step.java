package org.sscard.issuer.perso;

import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.SecuredCommand;

/** One step of a personalisation script (card specification §7.1); most are one APDU, those with a challenge two. */
sealed interface Step {

    /** What the journal calls it; no data of the card. */
    String label();

    /** A command that must answer 9000. */
    record Send(String label, CommandApdu command) implements Step {}

    /** A command whose complete answer is known beforehand. */
    record Expect(String label, CommandApdu command, ResponseApdu expected) implements Step {}

    /** EXTERNAL AUTHENTICATION; opens what the key opens and proves that the card has it. */
    record Authenticate(String label, KeyRef key, int keyId) implements Step {}

    /** INTERNAL AUTHENTICATION: the card proves that it has the key. */
    record AuthenticateCard(String label, KeyRef key) implements Step {}

    /** LOAD KEY, encrypted and with a MAC under another key. */
    record LoadKey(String label, KeyRef under, KeyRef key) implements Step {}

    /** The holder's first PIN, loaded like a key. */
    record LoadPin(String label, KeyRef under) implements Step {}

    /** VERIFY with the PIN that was loaded. */
    record VerifyPin(String label) implements Step {}

    /** UPDATE RECORD with the value that the record has, under secure messaging: the MAC proves the STK. */
    record SecureUpdate(String label, KeyRef stk, SecuredCommand command) implements Step {}

    /** PIN UNBLOCK of a PIN that is not blocked: the MAC proves the STK of the SSSE. */
    record UnblockPin(String label, KeyRef stk) implements Step {}

    /** PIN CHANGE after PUK: the holder's first PIN instead of the one that nobody knows. */
    record ReloadPin(String label, KeyRef stk) implements Step {}

    /** A load is begun and left: MAC1 proves the DLK of this index. */
    record ProveLoad(String label, int index) implements Step {}

    /** A purchase is begun and left: nothing was ever paid with the card. */
    record Untouched(String label, int index) implements Step {}

    /** A purchase of nothing: MAC1 and MAC2 prove the DPK of this index, the TAC proves the DTK. */
    record ProvePurchase(String label, int index) implements Step {}

    /** Cold reset; all states are lost, and the card must show these historical bytes. */
    record Reset(String label, HistoricalBytes expected) implements Step {}
}
