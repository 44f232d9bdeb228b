package org.sscard.virtualcard.crypto;

/** Session keys, MACs and TACs of purchase and load (§5.4). No APDU header in these MACs, IV zero. */
public final class MedicalCrypto {

    private static final byte[] LOAD_SUFFIX = {(byte) 0x80, 0x00};

    private MedicalCrypto() {}

    /** SESPK over rand4 ‖ seq2 ‖ low 2 bytes of terminalSeq. */
    public static byte[] purchaseSession(
            CardCrypto crypto, byte[] dpk, byte[] random, byte[] sequence, byte[] terminalSequence) {
        return crypto.sessionKey(dpk, ByteArrays.concat(random, sequence, ByteArrays.tail(terminalSequence, 2)));
    }

    /** SESLK over rand4 ‖ seq2 ‖ 8000. */
    public static byte[] loadSession(CardCrypto crypto, byte[] dlk, byte[] random, byte[] sequence) {
        return crypto.sessionKey(dlk, ByteArrays.concat(random, sequence, LOAD_SUFFIX));
    }

    public static byte[] tac(CardCrypto crypto, byte[] dtk, byte[] message) {
        return crypto.mac(crypto.tacKey(dtk), message);
    }
}
