package org.sscard.terminal.authority;

import org.sscard.spec.command.PurchaseInitialisation;

/** An authority that also takes part in purchases, as one terminal. */
public interface PurchaseAuthority extends CryptogramAuthority {

    /** The terminal number, 12 digits. */
    String terminal();

    /** The key index that INITIALIZE FOR PURCHASE names. */
    int purchaseKeyIndex();

    /** Draws the next terminal sequence and authorises the purchase with MAC1 (card specification §5.4). */
    PurchaseMac authorise(CardIdentity card, Purchase purchase, PurchaseInitialisation initialisation);

    /**
     * Checks the card's MAC2 of the purchase authorised last.
     *
     * @return whether the card is genuine
     */
    boolean confirm(byte[] mac2);
}
