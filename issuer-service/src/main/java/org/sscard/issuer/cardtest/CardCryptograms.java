package org.sscard.issuer.cardtest;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.command.SecuredCommand;

/** What the right keys of one card would compute. Nothing here gives a key away. */
public interface CardCryptograms extends AutoCloseable {

    /** Whether this key can be used here. */
    boolean holds(KeyRef key);

    /** EXTERNAL AUTHENTICATION or INTERNAL AUTHENTICATION (§5.2): 8 bytes over 8 bytes of random and 8 of data. */
    byte[] cryptogram(KeyRef key, byte[] random, byte[] data);

    /** MAC of a secured command (§5.3), 4 bytes. */
    byte[] mac(KeyRef stk, byte[] challenge, SecuredCommand command);

    /**
     * The whole command PIN CHANGE (§5.3): Enc(LD ‖ PIN) ‖ MAC under the session of this challenge.
     *
     * @param digits ASCII digits; the caller erases them
     */
    CommandApdu reloadPin(KeyRef stk, byte[] challenge, byte[] digits);

    /** Last 4 bytes of the identification code (§3); empty where no card-level IRK can be used. */
    Optional<byte[]> authenticationCode(byte[] first12Bytes);

    /** 12 digits. */
    String terminal();

    /** A purchase of nothing; remembers what {@link #acceptsMac2} and {@link #tacIsRight} need. */
    TerminalMac zeroPurchase(PurchaseInitialisation card, String time);

    boolean acceptsMac2(byte[] mac2);

    /** Empty where the TAC key is not held, as in every PSAM. */
    Optional<Boolean> tacIsRight(byte[] tac);

    @Override
    void close();

    /** Terminal sequence and MAC1 of DEBIT FOR PURCHASE, 4 bytes each as numbers. */
    record TerminalMac(int sequence, int mac1) {

        byte[] sequenceBytes() {
            return bytes(sequence);
        }

        byte[] mac1Bytes() {
            return bytes(mac1);
        }

        private static byte[] bytes(int number) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        }
    }
}
