package org.sscard.keys.vault;

/** Where a key's value is, and where it is computed with. */
public enum KeyHome {
    /** In the vault's file, sealed; in this process while the vault is open. */
    SOFTWARE,
    /** In a PKCS#11 token, which does not give it out. */
    TOKEN
}
