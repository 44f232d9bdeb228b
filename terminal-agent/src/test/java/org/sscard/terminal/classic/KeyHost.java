package org.sscard.terminal.classic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.crypto.MedicalCrypto;
import org.sscard.virtualcard.crypto.SecureMessaging;

/** A key service's arithmetic, on the virtual card's own crypto; in hexadecimal as the exchange of §4 has it. */
public final class KeyHost {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final CardCrypto crypto;
    private final byte[] cardKey16;
    private final byte[] cardKey8;

    /** @param root8 of the 8-byte keys under DES */
    public KeyHost(String algorithm, String root16, String root8, String region, String historical) {
        this.crypto = CardCrypto.of(CardAlgorithm.valueOf(algorithm));
        KeyFactors factors = KeyFactors.of(region, HEX.parseHex(historical));
        this.cardKey16 = factors.cardKey(crypto, HEX.parseHex(root16));
        this.cardKey8 = algorithm.equals("DES") ? factors.cardKey(crypto, HEX.parseHex(root8)) : cardKey16;
    }

    /** cryptogram ‖ data, for a 16-byte key. */
    public String answer(String random, String data) {
        byte[] session = crypto.sessionKey(cardKey16, HEX.parseHex(random));
        return HEX.formatHex(crypto.cryptogram(session, HEX.parseHex(data))) + data;
    }

    /** header ‖ [ciphertext] ‖ MAC under the STK. */
    public String secured(String challenge, String header, String plain) {
        byte[] session = crypto.sessionKey(cardKey8, HEX.parseHex(challenge));
        byte[] data = plain.isEmpty() ? new byte[0] : SecureMessaging.encrypt(crypto, session, HEX.parseHex(plain));
        byte[] mac = SecureMessaging.mac(crypto, session, HEX.parseHex(header), data);
        return header + HEX.formatHex(data) + HEX.formatHex(mac);
    }

    public String mac1(
            String random, int cardSequence, int terminalSequence, long account, long self, long pool, String rest) {
        return HEX.formatHex(crypto.mac(
                purchaseSession(random, cardSequence, terminalSequence),
                ByteArrays.concat(amounts(account, self, pool), HEX.parseHex(rest))));
    }

    public String mac2(String random, int cardSequence, int terminalSequence, long account, long self, long pool) {
        return HEX.formatHex(
                crypto.mac(purchaseSession(random, cardSequence, terminalSequence), amounts(account, self, pool)));
    }

    private byte[] purchaseSession(String random, int cardSequence, int terminalSequence) {
        return MedicalCrypto.purchaseSession(
                crypto,
                cardKey16,
                HEX.parseHex(random),
                ByteArrays.number(cardSequence, 2),
                ByteArrays.number(Integer.toUnsignedLong(terminalSequence), 4));
    }

    private static byte[] amounts(long account, long self, long pool) {
        return ByteBuffer.allocate(12)
                .putInt((int) account)
                .putInt((int) self)
                .putInt((int) pool)
                .array();
    }

    static String ascii(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
