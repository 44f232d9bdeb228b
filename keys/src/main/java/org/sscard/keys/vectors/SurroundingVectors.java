package org.sscard.keys.vectors;

import java.util.Map;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.KeyBlock;
import org.sscard.keys.block.KeyBlockAlgorithm;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.PinBlock;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vectors.SingleVectors.Known;
import org.sscard.spec.identity.ResidentIdNumber;

/** What surrounds card keys: AES check values and CMAC, PIN blocks, key blocks, the identity number. */
final class SurroundingVectors {

    private SurroundingVectors() {}

    static void addTo(Map<String, Known> known) {
        for (String id : new String[] {"kcv-aes-gp-enc", "kcv-aes-gp-mac", "kcv-aes-gp-dek"}) {
            known.put(id, new Known("kcv", in -> aesCheckValue(in, CheckMethod.ONES_BLOCK, "kcv")));
        }
        known.put("kcv-aes-cmac-x9", new Known("kcv", in -> aesCheckValue(in, CheckMethod.CMAC_ZERO_BLOCK, "kcv5")));
        known.put(
                "aes-cmac-sp800-38b-empty",
                new Known("mac", in -> VectorOutputs.of("mac", AesCipher.cmac(in.hex("key"), in.hex("data")))));
        for (String id : new String[] {"pinblock0-4", "pinblock0-12"}) {
            known.put(
                    id,
                    new Known(
                            "pin", in -> VectorOutputs.of("block", PinBlock.format0(in.ascii("pin"), in.text("pan")))));
        }
        for (String id : new String[] {"pinblock2-4", "pinblock2-12"}) {
            known.put(id, new Known("pin", in -> VectorOutputs.of("block", PinBlock.format2(in.ascii("pin")))));
        }
        known.put("pinblock4-1", new Known("pin", SurroundingVectors::pinBlock4));
        for (String id :
                new String[] {"tr31-b-p0", "tr31-d-p0", "tr31-d-p0-x9143", "tr31-d-b0-payshield", "tr31-d-d0-payshield"
                }) {
            known.put(id, new Known("tr31", SurroundingVectors::keyBlock));
        }
        known.put("neg-tr31-d-usage-changed", new Known("negative", SurroundingVectors::keyBlock));
        for (String id : new String[] {"gb11643-11010519491231002", "gb11643-44052418800101001"}) {
            known.put(id, new Known("identity", SurroundingVectors::checkCharacter));
        }
    }

    private static VectorOutputs aesCheckValue(VectorInputs in, CheckMethod method, String name) {
        return new VectorOutputs()
                .and(name, CheckValues.ofAes(method, in.hex("key")).hex());
    }

    private static VectorOutputs pinBlock4(VectorInputs in) {
        byte[] block = PinBlock.format4(in.hex("key"), in.ascii("pin"), in.text("pan"), in.hex("fill"));
        return VectorOutputs.of("block", block);
    }

    private static VectorOutputs keyBlock(VectorInputs in) {
        String block = in.text("block");
        try (KeyMaterial kbpk = KeyMaterial.owning(in.hex("kbpk"), MaterialAccess.GRANTED)) {
            KeyBlock.Unwrapped unwrapped = KeyBlock.unwrap(kbpk, block);
            try (KeyMaterial key = unwrapped.key()) {
                byte[] bytes = key.bytes(MaterialAccess.GRANTED);
                VectorOutputs out = VectorOutputs.of("key", bytes).and("mac_ok", true);
                boolean doubleLength =
                        unwrapped.header().algorithm() == KeyBlockAlgorithm.TRIPLE_DES && bytes.length == 16;
                return doubleLength
                        ? out.and(
                                "kcv",
                                CheckValues.zeroBlock(KeyAlgorithm.DESEDE, bytes)
                                        .hex())
                        : out;
            }
        } catch (KeyException e) {
            if (e.fault() == KeyFault.KEY_BLOCK_INVALID) {
                return new VectorOutputs().and("mac_ok", false);
            }
            throw e;
        }
    }

    private static VectorOutputs checkCharacter(VectorInputs in) {
        return new VectorOutputs().and("check", String.valueOf(ResidentIdNumber.checkCharacter(in.text("first17"))));
    }
}
