package org.sscard.virtualcard.os;

import java.security.MessageDigest;
import java.util.Arrays;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.SecureMessaging;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.Directory;

/** Secure messaging of one command (§5.3): a session over the last challenge, the MAC at the end of the data. */
final class SecureChannel {

    private static final int STK_ID = 0x02;
    private static final int APPLICATION = 0x80;

    private final CardCrypto crypto;
    private final byte[] sessionKey;
    private final Apdu apdu;

    private SecureChannel(CardCrypto crypto, byte[] sessionKey, Apdu apdu) {
        this.crypto = crypto;
        this.sessionKey = sessionKey;
        this.apdu = apdu;
    }

    /** The secure-messaging key of a directory: id 02 in the SSSE, 82 in an application (§4). */
    static CardKey keyOf(Directory directory) {
        int id = directory.kind() == Directory.Kind.ADF ? STK_ID | APPLICATION : STK_ID;
        return directory.keys().find(KeyType.STK, id, 1).orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
    }

    /** Uses up the challenge: 6984 when there is none. */
    static SecureChannel open(CardContext context, CardKey key, Apdu apdu) {
        return new SecureChannel(key.crypto(), key.session(context.takeChallenge()), apdu);
    }

    /** The data in front of the MAC of a secured write: without any, the MAC is missing. */
    static byte[] securedData(Apdu apdu) {
        if (apdu.dataLength() <= CardCrypto.MAC_LENGTH) {
            throw new Refusal(Sw.MAC_MISSING);
        }
        return payload(apdu);
    }

    private static byte[] payload(Apdu apdu) {
        return Arrays.copyOf(apdu.data(), apdu.dataLength() - CardCrypto.MAC_LENGTH);
    }

    /** @throws Refusal 6988 */
    void checkMac() {
        byte[] data = apdu.data();
        byte[] mac = Arrays.copyOfRange(data, data.length - CardCrypto.MAC_LENGTH, data.length);
        byte[] expected = SecureMessaging.mac(crypto, sessionKey, apdu.header(), payload(apdu));
        if (!MessageDigest.isEqual(expected, mac)) {
            throw new Refusal(Sw.SECURE_MESSAGING);
        }
    }

    /** @throws Refusal 6988 when LD or padding is wrong: the sender did not encipher what the card expects */
    byte[] decrypt() {
        return SecureMessaging.decrypt(crypto, sessionKey, payload(apdu))
                .orElseThrow(() -> new Refusal(Sw.SECURE_MESSAGING));
    }
}
