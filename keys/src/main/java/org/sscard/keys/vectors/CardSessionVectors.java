package org.sscard.keys.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.crypto.SecureMessaging;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * The format of {@code card-crypto-vectors.json}: the inputs of one card's life with the values of both algorithm
 * families, from the root to the TAC.
 */
final class CardSessionVectors {

    private static final Map<String, CardAlgorithm> SUITES =
            Map.of("3DES", CardAlgorithm.DES, "SM4", CardAlgorithm.SM4);
    private static final Set<String> FIELDS = Set.of("inputs", "expected");
    private static final String TYPES = "32 (purchase) / 31 (load)";
    private static final byte[] RELOADED_PIN = bytes("123456");
    private static final String APPLICATION = "D156000005";

    private CardSessionVectors() {}

    static List<VectorResult> verify(String id, JsonNode session) {
        List<VectorResult> results = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        session.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                unknown.add("unknown field " + field);
            }
        });
        JsonNode expected = session.path("expected");
        if (expected.isEmpty()) {
            unknown.add("no expected value");
        }
        expected.properties().forEach(suite -> {
            CardAlgorithm family = SUITES.get(suite.getKey());
            if (family == null) {
                unknown.add("unknown algorithm " + suite.getKey());
            } else {
                VectorCheck check = in -> new CardSession(in, family).compute();
                List<String> differences = SingleVectors.computed(check, session.path("inputs"), suite.getValue());
                results.add(new VectorResult(id + " " + suite.getKey(), differences));
            }
        });
        if (!unknown.isEmpty()) {
            results.add(new VectorResult(id, unknown));
        }
        return results;
    }

    /** One session under one family. */
    private static final class CardSession {

        private final VectorInputs in;
        private final CipherSuite suite;
        private final byte[] historicalBytes;
        private final String region;
        private final List<byte[]> factors;
        private final byte[] random;
        private final byte[] terminalData;

        CardSession(VectorInputs in, CardAlgorithm family) {
            this.in = in;
            this.suite = CipherSuite.of(family);
            this.historicalBytes = in.hex("atrHistorical");
            this.region = new String(in.hex("factor2"), StandardCharsets.US_ASCII).substring(0, 6);
            this.factors = DerivationPath.toCard(RegionProfile.standard(region), historicalBytes)
                    .factorsBelow(Scope.MINISTRY);
            this.random = in.hex("random");
            this.terminalData = in.hex("terminalData");
        }

        VectorOutputs compute() {
            in.confirm("factor1", factors.get(0));
            in.confirm("factor2", factors.get(1));
            in.confirm("factor3", factors.get(2));
            in.confirm("type", TYPES);
            in.ignoreNote();
            VectorOutputs out = new VectorOutputs();
            byte[] card = derivation(out);
            authentication(out, card);
            secureMessaging(out);
            identification(out, card);
            purchase(out, card);
            load(out, card);
            return out;
        }

        private byte[] derivation(VectorOutputs out) {
            byte[] level1 = suite.diversify(in.hex("root16"), factors.get(0));
            byte[] level2 = suite.diversify(level1, factors.get(1));
            byte[] card = suite.diversify(level2, factors.get(2));
            out.and("level1", level1).and("level2", level2).and("level3_cardKey", card);
            return card;
        }

        private void authentication(VectorOutputs out, byte[] card) {
            byte[] session = suite.sessionKey(card, random);
            byte[] cryptogram = suite.cryptogram(session, terminalData);
            out.and("sessionKey", session)
                    .and("authCryptogram", cryptogram)
                    .and("externalAuthenticate", "0082000410" + hex(cryptogram) + hex(terminalData))
                    .and("internalAuthenticate", "0088000010" + hex(random) + hex(terminalData))
                    .and("internalAuthResponse", cryptogram);
        }

        /** The STK has its own root of 8 bytes under DES. */
        private void secureMessaging(VectorOutputs out) {
            byte[] ownRoot = in.hex("root8_forSTK_DES");
            byte[] stk = suite.family() == CardAlgorithm.DES ? ownRoot : in.hex("root16");
            for (byte[] factor : factors) {
                stk = suite.diversify(stk, factor);
            }
            byte[] session = suite.sessionKey(stk, random);
            byte[] reload = SecureMessaging.protect(suite, session, bytes("84240001"), RELOADED_PIN);
            out.and("stk", stk)
                    .and("stkSession", session)
                    .and("pinReload123456", "84240001" + lc(reload) + hex(reload))
                    .and("pinUnblock", "8424000004" + mac(session, "84240000"))
                    .and("cardBlock", "8416000004" + mac(session, "84160000"));
        }

        private void identification(VectorOutputs out, byte[] card) {
            String first12 = region + APPLICATION + hex(Arrays.copyOfRange(historicalBytes, 9, 13));
            out.and("cardIdCode", first12 + hex(suite.mac(card, bytes(first12))));
        }

        private void purchase(VectorOutputs out, byte[] card) {
            byte[] amounts = in.hex("amounts_acct_self_pool");
            MedicalTransaction.Purchase purchase = new MedicalTransaction.Purchase(
                    unsigned(amounts, 0, 4),
                    unsigned(amounts, 4, 8),
                    unsigned(amounts, 8, amounts.length),
                    in.text("terminal"),
                    number("terminalSeq"),
                    in.text("time"));
            byte[] session =
                    suite.sessionKey(card, purchase.sessionInput(in.hex("cardRandom4"), (int) number("txSeq")));
            out.and("SESPK", session)
                    .and("MAC1", suite.mac(session, purchase.mac1Message()))
                    .and("MAC2", suite.mac(session, purchase.mac2Message()))
                    .and("TAC", suite.mac(suite.tacKey(card), purchase.tacMessage()));
        }

        private void load(VectorOutputs out, byte[] card) {
            MedicalTransaction.Load load = new MedicalTransaction.Load(
                    number("loadBalance"),
                    number("loadAmount"),
                    (int) number("txSeq"),
                    in.text("terminal"),
                    in.text("time"));
            byte[] session = suite.sessionKey(card, load.sessionInput(in.hex("cardRandom4"), load.cardSequence()));
            out.and("SESLK", session)
                    .and("loadMAC1", suite.mac(session, load.mac1Message()))
                    .and("loadMAC2", suite.mac(session, load.mac2Message()));
        }

        private String mac(byte[] session, String header) {
            return hex(SecureMessaging.mac(suite, session, bytes(header), new byte[0]));
        }

        private long number(String name) {
            byte[] bytes = in.hex(name);
            return unsigned(bytes, 0, bytes.length);
        }

        private static long unsigned(byte[] bytes, int from, int to) {
            return new BigInteger(1, Arrays.copyOfRange(bytes, from, to)).longValueExact();
        }
    }

    static byte[] bytes(String hex) {
        try {
            return Hex.decodeHex(hex);
        } catch (DecoderException e) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "no hex", e);
        }
    }

    private static String hex(byte[] bytes) {
        return VectorInputs.upperHex(bytes);
    }

    private static String lc(byte[] data) {
        return hex(new byte[] {(byte) data.length});
    }
}
