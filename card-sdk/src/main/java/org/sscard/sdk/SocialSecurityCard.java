package org.sscard.sdk;

/**
 * The card in a reader of the terminal agent (终端代理). The PIN goes from the pad to the card; no call here takes one.
 */
public sealed interface SocialSecurityCard permits AgentCard {
    /** Reads the holder's basic data; card and PSAM authenticate each other when there is a PSAM. */
    BasicData readBasic();

    /** Asks the holder for the PIN at the pad and lets the card verify it (校验PIN). */
    PinResult verifyPin();
}
