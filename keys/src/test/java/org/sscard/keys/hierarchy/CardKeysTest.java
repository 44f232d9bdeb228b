package org.sscard.keys.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.CardKey;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.spec.layout.CardAlgorithm;

class CardKeysTest {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String REGION = "211002";
    private static final byte[] ATR = HEX.parseHex("0081544C9686842110A1B2C3D4");
    private static final byte[] CHALLENGE = HEX.parseHex("0102030405060708");
    private static final byte[] TRANSPORT = HEX.parseHex("404142434445464748494A4B4C4D4E4F");

    @TempDir
    Path folder;

    private SoftwareVault vault;
    private Hierarchy hierarchy;
    private CardKeys keys;

    @BeforeEach
    void openVault() {
        vault = TestVaults.openOrCreate(folder);
        TestRoots.load(vault, TestVaults.CLOCK);
        hierarchy = Hierarchy.of(vault, Scope.city(REGION));
        keys = hierarchy.cardKeys(REGION, ATR, CardAlgorithm.DES);
    }

    @AfterEach
    void closeVault() {
        keys.close();
        vault.close();
    }

    @Test
    void loadKey_carriesTypeIdVersionAlgorithmRetryAndTheCardsKey() throws Exception {
        byte[] plain = decrypted(keys.loadKey(KeyRef.TRANSPORT, new KeyRef("UKSSSE", 2), CHALLENGE));
        assertThat(HEX.formatHex(Arrays.copyOf(plain, 6))).isEqualTo("150104020103");
        assertThat(Arrays.copyOfRange(plain, 6, 22)).isEqualTo(cardKey("UKSSSE", 2, KeyAlgorithm.DESEDE));
        assertThat(HEX.formatHex(Arrays.copyOfRange(plain, 22, 24))).isEqualTo("8000");
    }

    @Test
    void loadKeyOfAnStk_has8BytesUnderDes() throws Exception {
        byte[] plain = decrypted(keys.loadKey(KeyRef.TRANSPORT, KeyRef.of("STKDF03"), CHALLENGE));
        assertThat(plain[0]).isEqualTo((byte) 13);
        assertThat(HEX.formatHex(Arrays.copyOfRange(plain, 1, 6))).isEqualTo("03820101FF");
        assertThat(Arrays.copyOfRange(plain, 6, 14)).isEqualTo(cardKey("STKDF03", 1, KeyAlgorithm.DES));
    }

    @Test
    void loadKeyOfAnSm4Card_goesUnderTheBlanksOwnTransportKey() throws Exception {
        try (CardKeys sm4 = hierarchy.cardKeys(REGION, ATR, CardAlgorithm.SM4)) {
            byte[] plain = decrypted(sm4.loadKey(KeyRef.TRANSPORT, KeyRef.of("MK"), CHALLENGE));
            assertThat(HEX.formatHex(Arrays.copyOfRange(plain, 1, 6))).isEqualTo("00000103FF");
            assertThat(Arrays.copyOfRange(plain, 6, 22)).isEqualTo(cardKey("MK", 1, KeyAlgorithm.SM4));
            assertThat(sm4.loadKey(KeyRef.of("MK"), KeyRef.of("IRK"), CHALLENGE))
                    .as("LD, 21 bytes and padding in 16-byte blocks, MAC")
                    .hasSize(32 + 4);
        }
    }

    @Test
    void updateKey_differsInItsMacOnly() {
        byte[] load = keys.loadKey(KeyRef.of("MK"), KeyRef.of("IRK"), CHALLENGE);
        byte[] update = keys.updateKey(KeyRef.of("MK"), KeyRef.of("IRK"), CHALLENGE);
        assertThat(Arrays.copyOf(update, 24)).isEqualTo(Arrays.copyOf(load, 24));
        assertThat(update).isNotEqualTo(load);
    }

    @Test
    void loadPin_isEightBytesFilledWithF_andErasesTheDigits() throws Exception {
        byte[] digits = "1234567".getBytes(StandardCharsets.US_ASCII);
        byte[] plain = decrypted(keys.loadPin(KeyRef.TRANSPORT, digits, CHALLENGE));
        assertThat(HEX.formatHex(plain)).isEqualTo("0D07000101061234567FFFFFFFFF8000");
        assertThat(digits).containsOnly(0);
    }

    @Test
    void wrongPin_isRefusedAndErased() {
        for (String wrong : List.of("123", "12345678901234567", "12a4")) {
            byte[] digits = wrong.getBytes(StandardCharsets.US_ASCII);
            assertFault(() -> keys.loadPin(KeyRef.TRANSPORT, digits, CHALLENGE), KeyFault.KEY_INPUT_INVALID);
            assertThat(digits).containsOnly(0);
        }
    }

    @Test
    void keyOfAnotherUsage_isRefused() {
        byte[] eight = new byte[8];
        assertFault(() -> keys.externalAuthentication(KeyRef.of("IRK"), eight, eight), KeyFault.KEY_USAGE_REFUSED);
        assertFault(() -> keys.internalAuthentication(KeyRef.of("PUK"), eight, eight), KeyFault.KEY_USAGE_REFUSED);
        assertFault(() -> keys.loadKey(KeyRef.of("STK"), KeyRef.of("IRK"), eight), KeyFault.KEY_USAGE_REFUSED);
        assertFault(() -> keys.loadKey(KeyRef.of("MK"), KeyRef.TRANSPORT, eight), KeyFault.KEY_NOT_FOUND);
        assertFault(() -> keys.secureMac(KeyRef.of("MK"), eight, new byte[4], new byte[0]), KeyFault.KEY_USAGE_REFUSED);
    }

    @Test
    void unknownKeyOrVersion_isNotFound() {
        assertFault(() -> keys.loadKey(KeyRef.of("MK"), KeyRef.of("UKDF99"), CHALLENGE), KeyFault.KEY_NOT_FOUND);
        assertFault(() -> keys.loadKey(KeyRef.of("MK"), new KeyRef("UKSSSE", 4), CHALLENGE), KeyFault.KEY_NOT_FOUND);
    }

    @Test
    void wrongLengths_areRefused() {
        byte[] four = new byte[4];
        assertFault(() -> keys.externalAuthentication(KeyRef.of("PUK"), four, CHALLENGE), KeyFault.KEY_INPUT_INVALID);
        assertFault(() -> keys.externalAuthentication(KeyRef.of("PUK"), CHALLENGE, four), KeyFault.KEY_INPUT_INVALID);
        assertFault(() -> keys.authenticationCode(four), KeyFault.KEY_INPUT_INVALID);
        assertFault(() -> hierarchy.cardKeys(REGION, four, CardAlgorithm.DES), KeyFault.KEY_INPUT_INVALID);
    }

    @Test
    void amountOrTimeOutOfForm_isRefused() {
        for (MedicalTransaction.Purchase wrong : List.of(
                new MedicalTransaction.Purchase(-1, 0, 0, "211002000001", 1, "20261122120000"),
                new MedicalTransaction.Purchase(0x1_0000_0000L, 0, 0, "211002000001", 1, "20261122120000"),
                new MedicalTransaction.Purchase(0, 0, 0, "21100200000", 1, "20261122120000"),
                new MedicalTransaction.Purchase(0, 0, 0, "211002000001", 1, "2026112212000X"))) {
            assertFault(() -> keys.verifyTac(wrong, new byte[4]), KeyFault.KEY_INPUT_INVALID);
        }
    }

    @Test
    void otherRegion_isRefused() {
        assertFault(() -> hierarchy.cardKeys("210102", ATR, CardAlgorithm.DES), KeyFault.KEY_SCOPE_REFUSED);
        assertFault(() -> hierarchy.cardKeys("2110", ATR, CardAlgorithm.DES), KeyFault.KEY_INPUT_INVALID);
    }

    @Test
    void ssf33_isNotSupported() {
        assertFault(() -> hierarchy.cardKeys(REGION, ATR, CardAlgorithm.SSF33), KeyFault.KEY_ALGORITHM_NOT_SUPPORTED);
    }

    @Test
    void closedKeys_answerNothing() {
        keys.close();
        assertFault(() -> keys.externalAuthentication(KeyRef.of("PUK"), CHALLENGE, CHALLENGE), KeyFault.KEY_ERASED);
        assertFault(() -> keys.externalAuthentication(KeyRef.TRANSPORT, CHALLENGE, CHALLENGE), KeyFault.KEY_ERASED);
    }

    private byte[] cardKey(String name, int version, KeyAlgorithm algorithm) {
        KeyId root = new KeyId(name, version, algorithm, Scope.MINISTRY);
        DerivationPath path = DerivationPath.toCard(RegionProfile.standard(REGION), ATR);
        try (CardKey card = vault.cardKey(root, path)) {
            return card.material().bytes(MaterialAccess.GRANTED).clone();
        }
    }

    /** Undone with the JDK alone; the MAC is checked on the way. */
    private static byte[] decrypted(byte[] dataField) throws Exception {
        byte[] three = Arrays.copyOf(TRANSPORT, 24);
        System.arraycopy(TRANSPORT, 0, three, 16, 8);
        Cipher desede = cipher("DESede");
        desede.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(three, "DESede"));
        byte[] session = desede.doFinal(CHALLENGE);

        int encryptedLength = dataField.length - 4;
        byte[] encrypted = Arrays.copyOf(dataField, encryptedLength);
        byte[] header = {(byte) 0x84, (byte) 0xD4, 0, 0, (byte) dataField.length};
        byte[] mac = CipherSuite.of(CardAlgorithm.DES).mac(session, concat(header, encrypted));
        assertThat(Arrays.copyOfRange(dataField, encryptedLength, dataField.length))
                .isEqualTo(mac);

        Cipher des = cipher("DES");
        des.init(Cipher.DECRYPT_MODE, new SecretKeySpec(session, "DES"));
        return des.doFinal(encrypted);
    }

    @SuppressWarnings("InsecureCryptoUsage")
    private static Cipher cipher(String algorithm) throws Exception {
        return algorithm.equals("DES")
                ? Cipher.getInstance("DES/ECB/NoPadding")
                : Cipher.getInstance("DESede/ECB/NoPadding");
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static void assertFault(ThrowingCallable call, KeyFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
