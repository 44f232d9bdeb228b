package org.sscard.virtualcard.memory;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.virtualcard.crypto.CardCrypto;

/** A key with the algorithm it serves. */
public final class CardKey {

    private final CardAlgorithm algorithm;
    private final byte[] value;

    public CardKey(CardAlgorithm algorithm, byte[] value) {
        this.algorithm = algorithm;
        this.value = value.clone();
    }

    public CardAlgorithm algorithm() {
        return algorithm;
    }

    public CardCrypto crypto() {
        return CardCrypto.of(algorithm);
    }

    /** SK over a random (§5.2). */
    public byte[] session(byte[] random) {
        return crypto().sessionKey(value, random);
    }

    /** The key itself, for the computations of §5.4 and for the export of the card. */
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CardKey that && algorithm == that.algorithm && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return algorithm.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }
}
