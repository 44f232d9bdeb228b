package org.sscard.keys.hierarchy;

import org.sscard.keys.KeyException;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.vault.CardKey;

/** Where the keys of one card come from: a hierarchy in a vault, or what a batch file carries. */
interface CardKeySource {

    /** Fresh; whoever asks closes it. @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, HSM_… */
    CardKey cardKey(KeyRef ref);

    /** A session of the transport key of blanks. */
    TransportSession transportSession(byte[] random);

    /** @throws KeyException for anything but an unknown key */
    boolean holds(KeyRef ref);

    /** Erases what the source holds of its own. */
    default void close() {}

    /** @param suite of the transport key, which a vendor may deliver for another family than the card's */
    record TransportSession(CipherSuite suite, KeyMaterial session) {}
}
