package org.sscard.keys.crypto;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** Computes check values. DES ignores parity bits, so two keys that differ in them only share a value. */
public final class CheckValues {

    private CheckValues() {}

    /** The value by the method that is usual for keys of the card: a zero block. */
    public static CheckValue of(KeyAlgorithm algorithm, KeyMaterial material) {
        return zeroBlock(algorithm, material.bytes(MaterialAccess.GRANTED));
    }

    public static CheckValue zeroBlock(KeyAlgorithm algorithm, byte[] key) {
        byte[] block = algorithm == KeyAlgorithm.SM4
                ? Sm4Cipher.encrypt(key, new byte[Sm4Cipher.BLOCK])
                : DesCipher.encrypt(key, new byte[DesCipher.BLOCK]);
        return shown(CheckMethod.ZERO_BLOCK, block);
    }

    public static CheckValue ofAes(CheckMethod method, byte[] key) {
        byte[] ones = new byte[AesCipher.BLOCK];
        Arrays.fill(ones, (byte) 1);
        return shown(
                method,
                switch (method) {
                    case ZERO_BLOCK -> AesCipher.encrypt(key, new byte[AesCipher.BLOCK]);
                    case ONES_BLOCK -> AesCipher.encrypt(key, ones);
                    case CMAC_ZERO_BLOCK -> AesCipher.cmac(key, new byte[AesCipher.BLOCK]);
                });
    }

    private static CheckValue shown(CheckMethod method, byte[] block) {
        String hex = Hex.encodeHexString(Arrays.copyOf(block, method.lengthBytes()), false);
        return new CheckValue(method, hex.toUpperCase(Locale.ROOT));
    }
}
