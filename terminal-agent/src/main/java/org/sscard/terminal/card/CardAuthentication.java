package org.sscard.terminal.card;

import java.util.HexFormat;
import org.sscard.terminal.authority.CardIdentity;

/**
 * What a card answered to a challenge with its internal authentication key. Whether it is genuine is for the one who drew
 * the challenge to find out.
 *
 * @param challenge 16 bytes in hexadecimal: session factor and data of INTERNAL AUTHENTICATION (card specification §5.2)
 * @param response the cryptogram, 8 bytes in hexadecimal
 */
public record CardAuthentication(CardIdentity identity, String challenge, String response) {

    public static final int CHALLENGE_LENGTH = 16;

    static CardAuthentication of(CardIdentity identity, byte[] challenge, byte[] response) {
        HexFormat hex = HexFormat.of();
        return new CardAuthentication(identity, hex.formatHex(challenge), hex.formatHex(response));
    }

    public byte[] challengeBytes() {
        return HexFormat.of().parseHex(challenge);
    }

    public byte[] responseBytes() {
        return HexFormat.of().parseHex(response);
    }
}
