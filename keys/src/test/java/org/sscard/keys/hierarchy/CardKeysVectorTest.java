package org.sscard.keys.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.keys.vectors.VectorFile;
import org.sscard.spec.layout.CardAlgorithm;

/** The way from a vault to a card's answers, against vectors that this project did not make. */
class CardKeysVectorTest {

    @TempDir
    Path folder;

    static Stream<Arguments> sessions() throws IOException {
        List<Arguments> sessions = new ArrayList<>();
        try (InputStream in = VectorFile.class.getResourceAsStream("card-crypto-vectors.json")) {
            for (JsonNode session : new ObjectMapper().readTree(in)) {
                sessions.add(Arguments.of(CardAlgorithm.DES, session.get("inputs"), session.at("/expected/3DES")));
                sessions.add(Arguments.of(CardAlgorithm.SM4, session.get("inputs"), session.at("/expected/SM4")));
            }
        }
        return sessions.stream();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void everyAnswer_isTheVectors(CardAlgorithm algorithm, JsonNode in, JsonNode expected) throws IOException {
        String region = new String(bytes(in, "factor2"), StandardCharsets.US_ASCII).substring(0, 6);
        byte[] historicalBytes = bytes(in, "atrHistorical");
        byte[] random = bytes(in, "random");
        byte[] data = bytes(in, "terminalData");
        Files.createDirectories(folder);
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            TestRoots.load(vault, TestVaults.CLOCK, text(in, "root16"), text(in, "root8_forSTK_DES"));
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            try (CardKeys keys = hierarchy.cardKeys(region, historicalBytes, algorithm)) {
                for (String name : List.of("UKSSSE", "PUK", "BK", "RK1DF04", "MK")) {
                    assertThat(hex(keys.externalAuthentication(KeyRef.of(name), random, data)))
                            .isEqualTo(text(expected, "authCryptogram"));
                }
                assertThat(hex(keys.externalAuthentication(new KeyRef("UKSSSE", 3), random, data)))
                        .isEqualTo(text(expected, "authCryptogram"));
                assertThat(hex(keys.internalAuthentication(KeyRef.of("IRK"), random, data)))
                        .isEqualTo(text(expected, "internalAuthResponse"));

                byte[] cardIdCode = bytes(expected, "cardIdCode");
                assertThat(keys.authenticationCode(Arrays.copyOf(cardIdCode, 12)))
                        .isEqualTo(Arrays.copyOfRange(cardIdCode, 12, 16));
                secureMessaging(keys, random, expected);
                purchase(keys, in, expected);
                load(keys, in, expected);
            }
        }
    }

    private static void secureMessaging(CardKeys keys, byte[] challenge, JsonNode expected) {
        byte[] digits = "123456".getBytes(StandardCharsets.US_ASCII);
        byte[] reload = bytes(expected, "pinReload123456");
        for (String stk : List.of("STK", "STKDF03")) {
            assertThat(keys.reloadPin(KeyRef.of(stk), digits.clone(), challenge))
                    .isEqualTo(Arrays.copyOfRange(reload, 5, reload.length));
            assertThat("8416000004" + hex(keys.secureMac(KeyRef.of(stk), challenge, bytes("84160000"), new byte[0])))
                    .isEqualTo(text(expected, "cardBlock"));
        }
        assertThat("8424000004" + hex(keys.secureMac(KeyRef.of("STK"), challenge, bytes("84240000"), new byte[0])))
                .isEqualTo(text(expected, "pinUnblock"));
    }

    private static void purchase(CardKeys keys, JsonNode in, JsonNode expected) {
        String amounts = text(in, "amounts_acct_self_pool");
        MedicalTransaction.Purchase purchase = new MedicalTransaction.Purchase(
                Long.parseLong(amounts.substring(0, 8), 16),
                Long.parseLong(amounts.substring(8, 16), 16),
                Long.parseLong(amounts.substring(16), 16),
                text(in, "terminal"),
                Long.parseLong(text(in, "terminalSeq"), 16),
                text(in, "time"));
        byte[] cardRandom = bytes(in, "cardRandom4");
        int sequence = Integer.parseInt(text(in, "txSeq"), 16);
        byte[] tac = bytes(expected, "TAC");
        assertThat(hex(keys.purchaseMac1(2, cardRandom, sequence, purchase))).isEqualTo(text(expected, "MAC1"));
        assertThat(keys.verifyPurchaseMac2(2, cardRandom, sequence, purchase, bytes(expected, "MAC2")))
                .isTrue();
        assertThat(keys.verifyTac(purchase, tac)).isTrue();
        tac[3] ^= 1;
        assertThat(keys.verifyTac(purchase, tac)).isFalse();
        assertThat(keys.verifyTac(purchase, new byte[0])).isFalse();
    }

    private static void load(CardKeys keys, JsonNode in, JsonNode expected) {
        MedicalTransaction.Load load = new MedicalTransaction.Load(
                Long.parseLong(text(in, "loadBalance"), 16),
                Long.parseLong(text(in, "loadAmount"), 16),
                Integer.parseInt(text(in, "txSeq"), 16),
                text(in, "terminal"),
                text(in, "time"));
        byte[] cardRandom = bytes(in, "cardRandom4");
        assertThat(keys.verifyLoadMac1(1, cardRandom, load, bytes(expected, "loadMAC1")))
                .isTrue();
        assertThat(hex(keys.loadMac2(1, cardRandom, load))).isEqualTo(text(expected, "loadMAC2"));
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).asText();
    }

    private static byte[] bytes(JsonNode node, String name) {
        return bytes(text(node, name));
    }

    private static byte[] bytes(String hex) {
        try {
            return Hex.decodeHex(hex);
        } catch (DecoderException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return Hex.encodeHexString(bytes, false);
    }
}
