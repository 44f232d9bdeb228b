package org.sscard.keys.vectors;

import java.util.Arrays;
import java.util.Map;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.Sm2Reference;
import org.sscard.keys.crypto.Sm3;
import org.sscard.keys.crypto.Sm4CbcMac;
import org.sscard.keys.crypto.Sm4Cipher;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.vectors.SingleVectors.Known;
import org.sscard.spec.layout.CardAlgorithm;

/** Vectors of the Chinese algorithms: SM4 and its modes, SM3, SM2. */
final class Sm4Vectors {

    private static final CipherSuite SM4 = CipherSuite.of(CardAlgorithm.SM4);
    private static final int MILLION = 1_000_000;
    /** The private key of GB/T 32918.5 appendix A: its encryption example uses "the same key pair" without naming it. */
    private static final String GBT_32918_5_D = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";

    private Sm4Vectors() {}

    static void addTo(Map<String, Known> known) {
        known.put("sm4-gbt32907-a1", new Known("sm4", in -> repeated(in, 1)));
        known.put("sm4-gbt32907-a2", new Known("sm4", in -> repeated(in, MILLION)));
        known.put("kcv-sm4-zero", new Known("kcv", Sm4Vectors::checkValue));
        for (String id : new String[] {"sm4-cbcmac-1", "sm4-cbcmac-2", "sm4-cbcmac-3"}) {
            known.put(
                    id,
                    new Known(
                            "sm4", in -> VectorOutputs.of("mac", Sm4CbcMac.withBitPadding(in.hex("key"), in.data()))));
        }
        for (String id : new String[] {"sm4-cbcmac-4", "sm4-cbcmac-5"}) {
            known.put(
                    id,
                    new Known(
                            "sm4", in -> VectorOutputs.of("mac", Sm4CbcMac.withLengthBlock(in.hex("key"), in.data()))));
        }
        known.put(
                "sm4-diversify-self",
                new Known("sm4", in -> VectorOutputs.of("child", SM4.diversify(in.hex("mk"), in.hex("factor")))));
        known.put("sm4-2level-self", new Known("sm4", Sm4Vectors::twoLevels));
        known.put("sm3-abc", new Known("sm3", in -> VectorOutputs.of("hash", Sm3.hash(in.data()))));
        known.put("sm3-64", new Known("sm3", in -> VectorOutputs.of("hash", Sm3.hash(in.data()))));
        known.put("sm2-sign-gbt32918-5", new Known("sm2", Sm4Vectors::signature));
        known.put("sm2-enc-gbt32918-5", new Known("sm2", Sm4Vectors::encryption));
    }

    private static VectorOutputs repeated(VectorInputs in, int times) {
        byte[] key = in.hex("key");
        byte[] block = in.hex("plain");
        for (int i = 0; i < times; i++) {
            block = Sm4Cipher.encrypt(key, block);
        }
        return VectorOutputs.of("cipher", block);
    }

    private static VectorOutputs checkValue(VectorInputs in) {
        byte[] key = in.hex("key");
        return VectorOutputs.of("full", Sm4Cipher.encrypt(key, new byte[Sm4Cipher.BLOCK]))
                .and("kcv", CheckValues.zeroBlock(KeyAlgorithm.SM4, key).hex());
    }

    private static VectorOutputs twoLevels(VectorInputs in) {
        byte[] city = SM4.diversify(in.hex("root"), in.hex("city_factor"));
        byte[] card = SM4.diversify(city, in.hex("card_factor"));
        return VectorOutputs.of("k_card", card)
                .and("kcv", CheckValues.zeroBlock(KeyAlgorithm.SM4, card).hex());
    }

    private static VectorOutputs signature(VectorInputs in) {
        byte[] d = in.hex("d");
        byte[] publicKey = Sm2Reference.publicKey(d);
        byte[] za = Sm2Reference.za(in.ascii("id_ascii"), publicKey);
        byte[] e = Sm3.hash(za, in.ascii("msg_ascii"));
        byte[] rs = Sm2Reference.sign(d, in.hex("k"), e);
        return VectorOutputs.of("pub_x", Arrays.copyOf(publicKey, 32))
                .and("pub_y", Arrays.copyOfRange(publicKey, 32, 64))
                .and("za", za)
                .and("e", e)
                .and("r", Arrays.copyOf(rs, 32))
                .and("s", Arrays.copyOfRange(rs, 32, 64));
    }

    private static VectorOutputs encryption(VectorInputs in) {
        byte[] publicKey = Sm2Reference.publicKey(CardSessionVectors.bytes(GBT_32918_5_D));
        byte[] sealed = Sm2Reference.encrypt(publicKey, in.hex("k"), in.ascii("msg_ascii"));
        return VectorOutputs.of("c1x", Arrays.copyOf(sealed, 32))
                .and("c1y", Arrays.copyOfRange(sealed, 32, 64))
                .and("c3", Arrays.copyOfRange(sealed, 64, 96))
                .and("c2", Arrays.copyOfRange(sealed, 96, sealed.length));
    }
}
