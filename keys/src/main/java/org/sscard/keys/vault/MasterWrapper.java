package org.sscard.keys.vault;

import org.sscard.keys.KeyException;

/** A key that never leaves its token and protects a vault's master with it. */
public interface MasterWrapper {

    /**
     * @param master 32 bytes; the caller erases them
     * @throws KeyException HSM_…
     */
    byte[] wrap(byte[] master);

    /**
     * @return 32 bytes; the caller erases them
     * @throws KeyException VAULT_PASSPHRASE_WRONG when another key wrapped it, HSM_…
     */
    byte[] unwrap(byte[] wrapped);
}
