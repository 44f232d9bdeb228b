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
