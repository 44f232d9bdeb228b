package org.sscard.terminal.authority;

import org.sscard.spec.layout.KeyDefinition;

/**
 * A command that wants secure messaging of whoever holds the keys (terminal interface §4, step 2); all in hexadecimal.
 *
 * @param key the secure-messaging key
 * @param challenge 8 bytes that the card drew for this command
 * @param header CLA INS P1 P2
 * @param plain what is to be encrypted as LD ‖ plain, empty where there is only a MAC
 */
public record SecuredQuestion(KeyDefinition key, CardIdentity card, String challenge, String header, String plain) {

    /** The plain data may be a PIN. */
    @Override
    public String toString() {
        return header + " under " + key.name();
    }
}
