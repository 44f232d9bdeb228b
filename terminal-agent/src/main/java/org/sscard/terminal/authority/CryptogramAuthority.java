package org.sscard.terminal.authority;

import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.layout.KeyDefinition;

/** Where cryptograms come from: the PSAM in the reader. It gives results, never keys. */
public interface CryptogramAuthority {

    /** The terminal number, 12 digits. */
    String terminal();

    /**
     * The authentication cryptogram of a card key (card specification §5.2).
     *
     * @param random 8 bytes, the session factor
     * @param data 8 bytes that are encrypted
     * @return 8 bytes
     * @throws org.sscard.wire.error.CodedException PSAM_KEY_ABSENT, PSAM_KEY_LEVEL, PSAM_ALGORITHM_ABSENT, PSAM_REFUSED
     */
    byte[] cryptogram(KeyDefinition key, CardIdentity card, byte[] random, byte[] data);

    /**
     * The data field of a command under secure messaging (card specification §5.3): what is encrypted, if anything, and the
     * MAC.
     *
     * @param challenge 8 bytes that the card drew for this command
     * @param header CLA INS P1 P2
     * @param plain encrypted as LD ‖ plain; empty: the command carries its MAC only
     * @throws org.sscard.wire.error.CodedException as {@link #cryptogram}
     */
    byte[] secured(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header, byte[] plain);

    /** The key index that INITIALIZE FOR PURCHASE names. */
    int purchaseKeyIndex();

    /** Draws the next terminal sequence and authorises the purchase with MAC1 (§5.4). */
    PurchaseMac authorise(CardIdentity card, Purchase purchase, PurchaseInitialisation initialisation);

    /**
     * Checks the card's MAC2 of the purchase authorised last.
     *
     * @return whether the card is genuine
     */
    boolean confirm(byte[] mac2);
}
