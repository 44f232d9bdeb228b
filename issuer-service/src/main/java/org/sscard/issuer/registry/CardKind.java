package org.sscard.issuer.registry;

/** What a person holds at most one live piece of. */
public enum CardKind {
    /** 社会保障卡 */
    SOCIAL_SECURITY_CARD
}
