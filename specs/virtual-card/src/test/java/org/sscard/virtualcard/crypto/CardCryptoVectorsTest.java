package org.sscard.virtualcard.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sscard.spec.layout.CardAlgorithm;

/** Walks every field of every published vector; a field that nobody computes here is a failure. */
class CardCryptoVectorsTest {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @TestFactory
    Stream<DynamicTest> everyFieldOfEveryVector_isWhatTheCardComputes() throws IOException {
        Stream.Builder<DynamicTest> tests = Stream.builder();
        try (InputStream in =
                CardCryptoVectorsTest.class.getResourceAsStream("/org/sscard/virtualcard/card-crypto-vectors.json")) {
            int number = 0;
            for (JsonNode vector : new ObjectMapper().readTree(in)) {
                number++;
                for (Map.Entry<String, JsonNode> family : vector.get("expected").properties()) {
                    Map<String, String> computed = compute(family.getKey(), vector.get("inputs"));
                    String where = number + "/" + family.getKey();
                    tests.add(DynamicTest.dynamicTest(
                            where + " has exactly the known fields",
                            () -> assertThat(computed.keySet())
                                    .containsExactlyInAnyOrderElementsOf(family.getValue().properties().stream()
                                            .map(Map.Entry::getKey)
                                            .toList())));
                    family.getValue()
                            .properties()
                            .forEach(field -> tests.add(DynamicTest.dynamicTest(
                                    where + "/" + field.getKey(),
                                    () -> assertThat(computed.get(field.getKey()))
                                            .isEqualTo(field.getValue().asText()))));
                }
            }
        }
        return tests.build();
    }

    private static Map<String, String> compute(String family, JsonNode inputs) {
        CardCrypto crypto = CardCrypto.of(family.equals("SM4") ? CardAlgorithm.SM4 : CardAlgorithm.DES);
        byte[] root = hex(inputs, "root16");
        byte[] stkRoot = crypto.algorithm() == CardAlgorithm.DES ? hex(inputs, "root8_forSTK_DES") : root;
        byte[] historical = hex(inputs, "atrHistorical");
        String region = new String(hex(inputs, "factor2"), 0, 6, java.nio.charset.StandardCharsets.US_ASCII);
        KeyFactors factors = KeyFactors.of(region, historical);
        assertThat(factors.province()).isEqualTo(hex(inputs, "factor1"));
        assertThat(factors.city()).isEqualTo(hex(inputs, "factor2"));
        assertThat(factors.card()).isEqualTo(hex(inputs, "factor3"));
        byte[] random = hex(inputs, "random");
        byte[] terminalData = hex(inputs, "terminalData");

        Map<String, String> result = new LinkedHashMap<>();
        byte[] level1 = crypto.diversify(root, factors.province());
        byte[] level2 = crypto.diversify(level1, factors.city());
        byte[] cardKey = factors.cardKey(crypto, root);
        byte[] session = crypto.sessionKey(cardKey, random);
        byte[] cryptogram = crypto.cryptogram(session, terminalData);
        put(result, "level1", level1);
        put(result, "level2", level2);
        put(result, "level3_cardKey", cardKey);
        put(result, "sessionKey", session);
        put(result, "authCryptogram", cryptogram);
        put(result, "externalAuthenticate", ByteArrays.concat(HEX.parseHex("0082000410"), cryptogram, terminalData));
        put(result, "internalAuthenticate", ByteArrays.concat(HEX.parseHex("0088000010"), random, terminalData));
        put(result, "internalAuthResponse", cryptogram);

        byte[] stk = factors.cardKey(crypto, stkRoot);
        byte[] stkSession = crypto.sessionKey(stk, random);
        put(result, "stk", stk);
        put(result, "stkSession", stkSession);
        byte[] pin = SecureMessaging.encrypt(crypto, stkSession, HEX.parseHex("123456"));
        assertThat(SecureMessaging.decrypt(crypto, stkSession, pin)).hasValue(HEX.parseHex("123456"));
        put(result, "pinReload123456", secured(crypto, stkSession, "84240001", pin));
        put(result, "pinUnblock", secured(crypto, stkSession, "84240000", new byte[0]));
        put(result, "cardBlock", secured(crypto, stkSession, "84160000", new byte[0]));
        put(result, "cardIdCode", IdentificationCode.compose(crypto, cardKey, region, historical));
        medical(result, crypto, cardKey, inputs);
        return result;
    }

    private static void medical(Map<String, String> result, CardCrypto crypto, byte[] key, JsonNode inputs) {
        byte[] random = hex(inputs, "cardRandom4");
        byte[] sequence = hex(inputs, "txSeq");
        byte[] terminalSequence = hex(inputs, "terminalSeq");
        byte[] amounts = hex(inputs, "amounts_acct_self_pool");
        byte[] terminal = hex(inputs, "terminal");
        byte[] time = hex(inputs, "time");
        byte[] purchase = {0x32};
        byte[] load = {0x31};

        byte[] sespk = MedicalCrypto.purchaseSession(crypto, key, random, sequence, terminalSequence);
        put(result, "SESPK", sespk);
        put(result, "MAC1", crypto.mac(sespk, ByteArrays.concat(amounts, purchase, terminal, time)));
        put(result, "MAC2", crypto.mac(sespk, amounts));
        put(
                result,
                "TAC",
                MedicalCrypto.tac(crypto, key, ByteArrays.concat(amounts, purchase, terminal, terminalSequence, time)));
        byte[] seslk = MedicalCrypto.loadSession(crypto, key, random, sequence);
        byte[] amount = hex(inputs, "loadAmount");
        put(result, "SESLK", seslk);
        put(
                result,
                "loadMAC1",
                crypto.mac(seslk, ByteArrays.concat(hex(inputs, "loadBalance"), amount, load, terminal)));
        put(result, "loadMAC2", crypto.mac(seslk, ByteArrays.concat(amount, load, terminal, time)));
    }

    private static byte[] secured(CardCrypto crypto, byte[] session, String header, byte[] data) {
        byte[] head = HEX.parseHex(header);
        byte[] lc = {(byte) (data.length + CardCrypto.MAC_LENGTH)};
        return ByteArrays.concat(head, lc, data, SecureMessaging.mac(crypto, session, head, data));
    }

    private static void put(Map<String, String> result, String name, byte[] value) {
        result.put(name, HEX.formatHex(value));
    }

    private static byte[] hex(JsonNode inputs, String name) {
        return HEX.parseHex(inputs.get(name).asText());
    }
}
