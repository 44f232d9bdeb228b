package org.sscard.terminal.authority;

import java.util.HexFormat;
import org.sscard.spec.layout.KeyDefinition;

/**
 * What whoever holds the keys is asked for one authentication (terminal interface §4).
 *
 * @param random 8 bytes in hexadecimal, the session factor; of the card
 * @param data 8 bytes in hexadecimal that are to be encrypted
 */
public record KeyQuestion(KeyDefinition key, CardIdentity card, String random, String data) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    public static KeyQuestion of(KeyDefinition key, CardIdentity card, byte[] random, byte[] data) {
        return new KeyQuestion(key, card, HEX.formatHex(random), HEX.formatHex(data));
    }
}
