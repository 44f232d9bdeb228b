package org.sscard.keys.model;

import org.sscard.spec.layout.KeyType;

/** What a key may do: one function, one key. */
public enum KeyUsage {
    MASTER,
    EXTERNAL_AUTHENTICATION,
    INTERNAL_AUTHENTICATION,
    SECURE_MESSAGING,
    PURCHASE,
    LOAD,
    TAC,
    /** The transport key of a blank card (card-specification §7.1): never loaded onto a card, never diversified. */
    TRANSPORT,
    /** The own key of a PSAM, as its vendor delivers it (§6): what is written into the PSAM goes under it. Never diversified. */
    PSAM_OWN,
    /** Guards the rows of a registry: encrypts, indexes and authenticates them. Never loaded, diversified or handed over. */
    REGISTRY;

    /** Used as it is, for no card: it has no tiers below it. */
    public boolean isVendors() {
        return this == TRANSPORT || this == PSAM_OWN;
    }

    /** @throws IllegalArgumentException for the PIN, which is no key */
    public static KeyUsage of(KeyType type) {
        return switch (type) {
            case MK -> MASTER;
            case EA -> EXTERNAL_AUTHENTICATION;
            case IA -> INTERNAL_AUTHENTICATION;
            case STK -> SECURE_MESSAGING;
            case DPK -> PURCHASE;
            case DLK -> LOAD;
            case DTK -> TAC;
            case PIN -> throw new IllegalArgumentException("a PIN is no key");
        };
    }
}
