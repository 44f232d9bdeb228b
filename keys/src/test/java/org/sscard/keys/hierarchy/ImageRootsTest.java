package org.sscard.keys.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.layout.CardAlgorithm;

class ImageRootsTest {

    private static final String ROOTS =
            "\"root16\":\"00112233445566778899AABBCCDDEEFF\",\"root8\":\"0123456789ABCDEF\"";
    private static final byte[] HISTORICAL = HexFormat.of().parseHex("0081544C968684510100A1B2C3");
    private static final byte[] EIGHT = new byte[8];

    private static KeyVault open(String keys) throws JsonProcessingException {
        return ImageRoots.open(new JsonMapper().readTree("{" + keys + "}"), Clock.systemUTC());
    }

    private static CardKeys card(KeyVault vault, CardAlgorithm algorithm) {
        return Hierarchy.of(vault, Scope.MINISTRY).cardKeys("510100", HISTORICAL, algorithm);
    }

    private static byte[] cryptogram(KeyVault vault, KeyRef key) {
        return card(vault, CardAlgorithm.DES).externalAuthentication(key, EIGHT, EIGHT);
    }

    @Test
    void aNamedVersionComesBeforeANamedKeyBeforeTheRoot() throws JsonProcessingException {
        String named = ROOTS + ",\"named\":{\"UKSSSE\":\"0F0E0D0C0B0A09080706050403020100\","
                + "\"UKSSSE@2\":\"11111111222222223333333344444444\"}";
        try (KeyVault plain = open(ROOTS);
                KeyVault vault = open(named)) {
            byte[] general = cryptogram(plain, KeyRef.of("UKSSSE"));
            byte[] first = cryptogram(vault, KeyRef.of("UKSSSE"));
            byte[] second = cryptogram(vault, new KeyRef("UKSSSE", 2));
            assertThat(first).isNotEqualTo(general).isNotEqualTo(second);
            assertThat(cryptogram(vault, new KeyRef("UKSSSE", 3))).isEqualTo(first);
            assertThat(cryptogram(vault, KeyRef.of("PUK"))).isEqualTo(cryptogram(plain, KeyRef.of("PUK")));
        }
    }

    @Test
    void theOldNameOfAKeyCountsToo() throws JsonProcessingException {
        String value = "0F0E0D0C0B0A09080706050403020100";
        try (KeyVault old = open("\"named\":{\"UKMF\":\"" + value + "\"}");
                KeyVault vault = open("\"named\":{\"UKSSSE\":\"" + value + "\"}")) {
            assertThat(cryptogram(old, KeyRef.of("UKSSSE"))).isEqualTo(cryptogram(vault, KeyRef.of("UKSSSE")));
        }
    }

    @Test
    void aKeyWithoutRootIsNotHeld() throws JsonProcessingException {
        try (KeyVault vault = open("\"root8\":\"0123456789ABCDEF\"")) {
            assertThat(card(vault, CardAlgorithm.DES).holds(KeyRef.of("STK"))).isTrue();
            assertThat(card(vault, CardAlgorithm.DES).holds(KeyRef.of("PUK"))).isFalse();
            assertThat(card(vault, CardAlgorithm.SM4).holds(KeyRef.of("STK"))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"root\":\"00\"'|keys.root",
                "'\"root16\":\"0011\"'|keys.root16",
                "'\"root16\":\"GG112233445566778899AABBCCDDEEFF\"'|keys.root16",
                "'\"root16\":16'|keys.root16",
                "'\"named\":{\"UKXXXX\":\"00\"}'|keys.named.UKXXXX",
                "'\"named\":{\"PUK\":\"0123456789ABCDEF\"}'|keys.named.PUK",
                "'\"named\":{\"UKSSSE@9\":\"00112233445566778899AABBCCDDEEFF\"}'|keys.named.UKSSSE@9"
            })
    void aWrongFileNamesThePath(String keys, String path) {
        assertThatThrownBy(() -> open(keys))
                .isInstanceOfSatisfying(
                        KeyException.class,
                        e -> assertThat(e.detail()).startsWith(path + ":").doesNotContain("0011"));
    }
}
