package org.sscard.keys.vault;

import org.sscard.keys.KeyException;
import org.sscard.keys.model.KeyMaterial;

/** A key of one card. {@link #close} erases it. One thread at a time. */
public interface CardKey extends AutoCloseable {

    /**
     * A session key (card-specification §5.2). In a token the card's key itself does not come out for it.
     *
     * @param random at most a cipher block
     * @throws KeyException KEY_INPUT_INVALID, KEY_ERASED, HSM_…
     */
    KeyMaterial session(byte[] random);

    /**
     * The key itself, for what needs its bytes: to be loaded onto its card, a TAC (left half ⊕ right half), a MAC with
     * its left half. Erased with this object; not to be closed.
     *
     * @throws KeyException KEY_ERASED, HSM_…
     */
    KeyMaterial material();

    @Override
    void close();
}
