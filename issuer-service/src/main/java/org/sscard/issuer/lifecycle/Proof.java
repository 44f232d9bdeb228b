package org.sscard.issuer.lifecycle;

/** How it was proved that a person is who they say. */
public enum Proof {
    ID_DOCUMENT,
    CARD_AND_PIN,
    IDENTITY_SERVICE,
    SERVICE_PASSWORD
}
