package org.sscard.keys.vectors;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.DesCipher;
import org.sscard.keys.crypto.RetailMac;
import org.sscard.keys.crypto.RetailMac.Padding;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vectors.SingleVectors.Known;
import org.sscard.spec.layout.CardAlgorithm;

/** Vectors of the DES family: check values, MACs, the PBOC formulas that the card uses. */
final class DesVectors {

    private static final CipherSuite DES = CipherSuite.of(CardAlgorithm.DES);
    private static final byte[] ZERO_BLOCK = new byte[DesCipher.BLOCK];

    private DesVectors() {}

    static void addTo(Map<String, Known> known) {
        known.put("kcv-3des-gp-default", new Known("kcv", in -> new VectorOutputs().and("kcv", kcv(in.hex("key")))));
        known.put(
                "kcv-3des-0123-fedc",
                new Known(
                        "kcv", in -> new VectorOutputs().and("kcv2", DesCipher.encrypt(in.hex("key"), ZERO_BLOCK), 2)));
        known.put(
                "retailmac-bc-1",
                new Known("mac", in -> VectorOutputs.of("mac", retailMac(in.hex("key"), in.data(), Padding.NONE))));
        known.put(
                "retailmac-icao9303",
                new Known(
                        "mac",
                        in -> VectorOutputs.of("mac", retailMac(in.hex("key"), in.data(), Padding.BIT_AND_ZEROS))));
        known.put("retailmac-psec-pad1", new Known("mac", in -> tripleRetailMac(in, Padding.ZEROS)));
        known.put("retailmac-psec-pad2", new Known("mac", in -> tripleRetailMac(in, Padding.BIT_AND_ZEROS)));
        known.put("neg-retailmac-1bit", new Known("negative", DesVectors::retailMacThatMustNotVerify));
        known.put("pboc-mac-3des-zero-iv", new Known("pboc", DesVectors::fullKeyMac));
        known.put("pboc-sm-mac-challenge-self", new Known("pboc", DesVectors::challengeMac));
        known.put("pboc-load-session", new Known("pboc", DesVectors::session));
        known.put("pboc-purchase-session", new Known("pboc", DesVectors::session));
        for (String mac :
                new String[] {"pboc-load-mac1", "pboc-load-mac2", "pboc-purchase-mac1", "pboc-purchase-mac2"}) {
            known.put(
                    mac,
                    new Known("pboc", in -> VectorOutputs.of("mac", DES.mac(in.hex("session_key"), in.hex("data")))));
        }
        known.put("pboc-tac-self", new Known("pboc", DesVectors::tac));
        known.put("pboc-diversify-emv-a", new Known("pboc", DesVectors::diversification));
        known.put("ssc-3level-chain-self", new Known("pboc", DesVectors::threeLevels));
        known.put("ssc-extauth-self", new Known("pboc", DesVectors::externalAuthentication));
        known.put("ssc-psam-2level-extauth-self", new Known("pboc", DesVectors::twoLevels));
    }

    private static String kcv(byte[] key) {
        return CheckValues.zeroBlock(KeyAlgorithm.DESEDE, key).hex();
    }

    private static byte[] retailMac(byte[] doubleKey, byte[] data, Padding padding) {
        byte[] left = Arrays.copyOf(doubleKey, 8);
        byte[] right = Arrays.copyOfRange(doubleKey, 8, 16);
        return RetailMac.of(left, right, data, padding);
    }

    private static VectorOutputs tripleRetailMac(VectorInputs in, Padding padding) {
        return VectorOutputs.of("mac", RetailMac.of(in.hex("key1"), in.hex("key2"), in.data(), padding));
    }

    private static VectorOutputs retailMacThatMustNotVerify(VectorInputs in) {
        byte[] computed = retailMac(in.hex("key"), in.data(), Padding.NONE);
        return new VectorOutputs().and("verifies", MessageDigest.isEqual(computed, in.hex("mac")));
    }

    private static VectorOutputs fullKeyMac(VectorInputs in) {
        byte[] block = DES.macBlock(in.hex("key"), in.hex("iv"), in.hex("data"));
        return VectorOutputs.of("mac8", block).and("mac4", DES.shortened(block));
    }

    /** The IV is taken as it stands: a challenge padded with 00, or 8 bytes of another card's. */
    private static VectorOutputs challengeMac(VectorInputs in) {
        byte[] block = DES.macBlock(in.hex("key"), in.hex("iv"), in.hex("data"));
        return VectorOutputs.of("mac", DES.shortened(block));
    }

    private static VectorOutputs session(VectorInputs in) {
        return VectorOutputs.of("session_key", DES.sessionKey(in.hex("key"), in.hex("data")));
    }

    private static VectorOutputs tac(VectorInputs in) {
        byte[] tacKey = DES.tacKey(in.hex("tac_key"));
        in.confirm("effective_key", tacKey);
        return VectorOutputs.of("tac", DES.mac(tacKey, in.hex("data")));
    }

    private static VectorOutputs diversification(VectorInputs in) {
        byte[] child = DES.diversify(in.hex("mk"), in.hex("factor"));
        return VectorOutputs.of("child", child)
                .and("child_odd_parity", oddParity(child))
                .and("kcv2", DesCipher.encrypt(child, ZERO_BLOCK), 2);
    }

    private static VectorOutputs threeLevels(VectorInputs in) {
        byte[] cardFactor = in.hex("card_factor");
        byte[] historicalBytes = new byte[13];
        System.arraycopy(cardFactor, 0, historicalBytes, 5, 8);
        var factors = DerivationPath.toCard(RegionProfile.standard(in.text("region")), historicalBytes)
                .factorsBelow(Scope.MINISTRY);
        in.confirm("province_factor", factors.get(0));
        in.confirm("city_factor", factors.get(1));
        byte[] root = in.hex("root");
        byte[] province = DES.diversify(root, factors.get(0));
        byte[] city = DES.diversify(province, factors.get(1));
        byte[] card = DES.diversify(city, factors.get(2));
        return VectorOutputs.of("province", province)
                .and("city", city)
                .and("card", card)
                .and("kcv_root", kcv(root))
                .and("kcv_province", kcv(province))
                .and("kcv_city", kcv(city))
                .and("kcv_card", kcv(card));
    }

    private static VectorOutputs externalAuthentication(VectorInputs in) {
        byte[] random = in.hex("random");
        byte[] session = DES.sessionKey(in.hex("key"), random);
        return VectorOutputs.of("process_key", session).and("cryptogram", DES.cryptogram(session, random));
    }

    private static VectorOutputs twoLevels(VectorInputs in) {
        in.confirm("city_factor", in.ascii("city_factor_ascii"));
        byte[] city = DES.diversify(in.hex("storedLevel1Key"), in.hex("city_factor"));
        byte[] card = DES.diversify(city, in.hex("card_factor"));
        byte[] session = DES.sessionKey(card, in.hex("card_random"));
        byte[] data = in.hex("original_info");
        byte[] cryptogram = DES.cryptogram(session, data);
        return VectorOutputs.of("k_city", city)
                .and("k_card", card)
                .and("kcv_city", kcv(city))
                .and("kcv_card", kcv(card))
                .and("process_key", session)
                .and("cryptogram", cryptogram)
                .and("extauth_data", VectorInputs.upperHex(cryptogram) + VectorInputs.upperHex(data));
    }

    private static byte[] oddParity(byte[] key) {
        byte[] adjusted = key.clone();
        for (int i = 0; i < adjusted.length; i++) {
            int sevenBits = adjusted[i] & 0xFE;
            adjusted[i] = (byte) (sevenBits | (Integer.bitCount(sevenBits) + 1) % 2);
        }
        return adjusted;
    }
}
