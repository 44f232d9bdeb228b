package org.sscard.keys;

/**
 * Why a key operation was refused or failed. The constant's name is the stable code of the error catalogue, where the
 * texts, the remedy and who must act stand; this module sees no catalogue, so the name is the bridge.
 */
public enum KeyFault {
    /** SSF33 is secret (card-specification §10), and what else no suite is built for. */
    KEY_ALGORITHM_NOT_SUPPORTED,
    KEY_NOT_FOUND,
    /** Import and creation never overwrite. */
    KEY_ALREADY_EXISTS,
    /** Test and production keys never meet. */
    KEY_ENVIRONMENT_MISMATCH,
    /** The key does not belong to the region that is asked for. */
    KEY_SCOPE_REFUSED,
    /** The key's usage does not permit this operation. */
    KEY_USAGE_REFUSED,
    /** Planned, suspended, compromised and destroyed keys work for nobody. */
    KEY_NOT_ACTIVE,
    KEY_STATE_REFUSED,
    KEY_CHECK_VALUE_WRONG,
    /** Wrong length, or arguments of the wrong form. */
    KEY_INPUT_INVALID,
    KEY_BLOCK_INVALID,
    /** Its key block, or whoever made it, said that it stays where it is. */
    KEY_NOT_EXPORTABLE,
    /** The key set of a card was closed and erased. */
    KEY_ERASED,
    VAULT_NOT_FOUND,
    VAULT_ALREADY_EXISTS,
    VAULT_IN_USE,
    VAULT_PASSPHRASE_WRONG,
    VAULT_DAMAGED,
    /** An older copy of the vault was put back. */
    VAULT_ROLLED_BACK,
    VAULT_READ_FAILED,
    VAULT_WRITE_FAILED,
    VAULT_CLOSED,
    /** No PKCS#11 library, no such token, or a library that lacks what is needed. */
    HSM_NOT_USABLE,
    HSM_PIN_WRONG,
    HSM_PIN_LOCKED,
    /** The token was taken out, or its session was lost. */
    HSM_TOKEN_REMOVED,
    /** No answer within the time set; what the token did is not known. */
    HSM_LATE,
    /** Refused at once, because the token failed repeatedly a moment ago. */
    HSM_CIRCUIT_OPEN,
    /** The token refused or failed. */
    HSM_REFUSED,
    /** The vault names a key that the token does not hold. */
    HSM_KEY_MISSING,
    VECTORS_UNREADABLE,
    /** Not a share, mistyped, or not this custodian's. */
    SHARE_INVALID,
    SHARE_OF_OTHER_CEREMONY,
    SHARE_REPEATED,
    SHARES_TOO_FEW,
    /** A step out of its order. */
    CEREMONY_STEP_REFUSED,
    /** Three wrong entries of one custodian. */
    CEREMONY_ABORTED,
    BACKUP_READ_FAILED,
    BACKUP_ALREADY_EXISTS,
    BACKUP_DAMAGED,
    /** The random source repeats itself: no key is taken from it. */
    RANDOM_SOURCE_FAULTY
}
