package org.sscard.virtualcard.psam;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.virtualcard.crypto.CardCrypto;

/** The session key that DELIVERY SESSION KEY made, and a MAC that goes over several commands. */
final class PsamSession {

    private final CardCrypto crypto;
    private final byte[] key;
    private byte @Nullable [] chaining;

    PsamSession(CardCrypto crypto, byte[] key) {
        this.crypto = crypto;
        this.key = key;
    }

    int blockLength() {
        return crypto.blockLength();
    }

    byte[] encrypt(byte[] blocks) {
        return crypto.encrypt(key, blocks);
    }

    Optional<byte[]> chaining() {
        return Optional.ofNullable(chaining);
    }

    void goOnFrom(byte[] chainingValue) {
        chaining = chainingValue;
    }

    void endMac() {
        chaining = null;
    }

    byte[] chain(byte[] iv, byte[] blocks) {
        return crypto.chain(key, iv, blocks);
    }

    byte[] mac(byte[] chainingValue) {
        return crypto.foldMac(chainingValue);
    }
}
