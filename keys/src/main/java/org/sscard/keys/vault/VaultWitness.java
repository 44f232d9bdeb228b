package org.sscard.keys.vault;

import java.util.OptionalLong;
import org.sscard.keys.KeyException;

/**
 * Remembers the last generation of a vault somewhere else, so that an older copy of the vault is noticed when it is put
 * back. The further away it stands (another disk, another tier), the more it notices.
 */
public interface VaultWitness {

    /** The last generation that was told for this vault; empty when it never was. */
    OptionalLong lastGeneration(String vaultId);

    /** @throws KeyException VAULT_WRITE_FAILED */
    void record(String vaultId, long generation);
}
