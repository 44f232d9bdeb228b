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
    TRANSPORT;

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
