package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.virtualcard.TestCard.bytes;
import static org.sscard.virtualcard.TestCard.hex;
import static org.sscard.virtualcard.TestCard.octet;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.crypto.MedicalCrypto;

/** What a card allows on its way from BLANK to ACTIVE, command by command (§7.1). */
class BlankCardTest {

    private static final byte[] TRANSPORT = bytes("404142434445464748494A4B4C4D4E4F");
    private static final byte[] MASTER = bytes("11".repeat(16));
    private static final byte[] ENVIRONMENT = bytes("22".repeat(16));
    private static final byte[] APPLICATION = bytes("33".repeat(16));
    private static final byte[] SHORT_KEY = bytes("A1A2A3A4A5A6A7A8");

    private TestCard card;

    @BeforeEach
    void blankCard() {
        card = TestCard.t1("{\"kind\":\"blank\",\"transportKey\":\"" + hex(TRANSPORT)
                + "\",\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "80E0000102, 6A86",
        "80E0040002, 6A86",
        "80E0000001, 6700",
        "80E0010007, 6700",
        "80E0010008, 6A82",
        "80E0010013, 6A82",
        "80E0010014, 6700",
        "80E003000A, 6700",
        "80E003000B, 6A82",
        "80E003000C, 6700",
        "84D4000110, 6A86",
        "84D4020010, 6A86",
        "84D400000B, 6700"
    })
    void parametersAndLengths_comeBeforeTheFile(String head, String status) {
        int length = Integer.parseInt(head.substring(8), 16);
        assertThat(card.send(head + "DD".repeat(length))).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"3F00, 9000", "3F01, 6A80", "DDF1, 6A80"})
    void masterFile_hasTheFid3F00(String fid, String status) {
        authenticate(TRANSPORT);
        assertThat(card.send("80E0000002" + fid)).isEqualTo(status);
    }

    @Test
    void masterFile_existsOnce() {
        masterFile();
        assertThat(card.send("80E00000")).isEqualTo("6985");
    }

    @Test
    void reset_takesThePowerOfTheMasterKey() {
        masterFile();
        card.session().reset();
        assertThat(card.send("80E0010012" + "DDF1FF" + TestCard.SSSE)).isEqualTo("6982");
        authenticate(MASTER);
        card.ok("80E0010012" + "DDF1FF" + TestCard.SSSE);
    }

    @Test
    void replacedMasterKey_mustBeAuthenticatedAnew() {
        masterFile();
        assertThat(load(MASTER, "84D40100", "00000101FF", ENVIRONMENT)).isEqualTo("9000");
        assertThat(card.send("80E0010012" + "DDF1FF" + TestCard.SSSE)).isEqualTo("6982");
        authenticate(ENVIRONMENT);
        card.ok("80E0010012" + "DDF1FF" + TestCard.SSSE);
    }

    @Test
    void keyWithAWrongMac_isNotLoaded() {
        masterFile();
        byte[] session = card.crypto().sessionKey(MASTER, card.challenge());
        byte[] other = card.crypto().sessionKey(ENVIRONMENT, bytes("0000000000000000"));
        byte[] plain = concat(bytes("1500000101FF"), ENVIRONMENT, bytes("8000"));
        String encrypted = hex(card.crypto().encrypt(session, plain));
        String mac = hex(slice(card.crypto().encrypt(other, bytes("0000000000000000")), 0, 4));
        assertThat(card.send("84D400001C" + encrypted + mac)).isEqualTo("6988");
        assertThat(card.authenticate(0, ENVIRONMENT, "")).isEqualTo("63CF");
        authenticate(MASTER);
    }

    @Test
    void keyHeaderWithoutAKey_isBadData() {
        masterFile();
        assertThat(load(MASTER, "84D40000", "0104010103", new byte[0])).isEqualTo("6A80");
    }

    @ParameterizedTest
    @CsvSource({"0F, 63CE", "01, 63C0", "03, 63C2", "00, 63CF", "FF, 63CF"})
    void retryByte_isTheLimitOfTheKey(String retry, String firstFailure) {
        environment();
        assertThat(load(ENVIRONMENT, "84D40000", "01040101" + retry, APPLICATION))
                .isEqualTo("9000");
        assertThat(card.authenticateWrongly(4)).isEqualTo(firstFailure);
    }

    @Test
    void blockKeyLoadedWithALimit_doesNotLockAllTheSame() {
        environment();
        assertThat(load(ENVIRONMENT, "84D40000", "0105010101", MASTER)).isEqualTo("9000");
        assertThat(load(ENVIRONMENT, "84D40000", "0104010101", MASTER)).isEqualTo("9000");
        for (int i = 0; i < 3; i++) {
            assertThat(card.authenticateWrongly(5)).isEqualTo("63CF");
        }
        assertThat(card.authenticate(5, MASTER, "")).isEqualTo("9000");
        assertThat(card.authenticateWrongly(4)).isEqualTo("63C0");
        assertThat(card.authenticate(4, MASTER, "")).isEqualTo("6983");
    }

    @Test
    void lockKeyLoadedWithALimit_doesNotLockButItsNeighbourDoes() {
        application("83");
        assertThat(load(APPLICATION, "84D40000", "0183010101", MASTER)).isEqualTo("9000");
        assertThat(load(APPLICATION, "84D40000", "0184010101", MASTER)).isEqualTo("9000");
        assertThat(card.authenticateWrongly(0x83)).isEqualTo("63CF");
        assertThat(card.authenticate(0x83, MASTER, "")).isEqualTo("9000");
        assertThat(card.authenticateWrongly(0x84)).isEqualTo("63C0");
        assertThat(card.authenticate(0x84, MASTER, "")).isEqualTo("6983");
    }

    @ParameterizedTest
    @CsvSource({
        "EF0504000000070000FF00, 9000",
        "EF0504000000070500FF00, 6A80",
        "EF0504000000070000AA00, 6A80",
        "EF0503000000070000FF00, 6A80",
        "EF050100000000000000FF, 6A80",
        "EF0506000000040000FF00, 6A80",
        "EF0506000005000000FF00, 6A80",
        "3F0004000000070000FF00, 6A80",
        "DDF104000000070000FF00, 6A80"
    })
    void elementaryFile_isCheckedAsAWhole(String description, String status) {
        environment();
        assertThat(card.send("80E003000B" + description)).isEqualTo(status);
    }

    @Test
    void longCyclicRecords_areWrittenAndRead() {
        environment();
        card.ok("80E003000BEF0906" + "0000" + "F0" + "02" + "0000" + "FF00");
        card.ok("00DC004BF0" + "AB".repeat(240));
        assertThat(card.send("00B2014CF0")).isEqualTo("AB".repeat(240) + "9000");
    }

    @Test
    void fileWithoutALimitOfRecords_takesThemByNumberOneBehindTheLast() {
        environment();
        card.ok("80E003000BEF0904" + "000C" + "00" + "00" + "0000" + "FF00");
        assertThat(card.send("00DC024C04A1020000")).isEqualTo("6A83");
        card.ok("00DC014C04A1023131");
        card.ok("00DCA24804A2023232");
        assertThat(card.send("00B2014C04")).isEqualTo("A10231319000");
        assertThat(card.send("00B2024C04")).isEqualTo("A20232329000");
        card.ok("00DCA34804A3023333");
        assertThat(card.send("00DCA44804A4020000")).isEqualTo("6A84");
    }

    @Test
    void secondOccurrenceThatIsNotThere_is6A83AndNotAppended() {
        environment();
        card.ok("80E003000BEF0904" + "0000" + "00" + "00" + "0000" + "FF00");
        card.ok("00DCA14804A1023131");
        assertThat(card.send("00B2A14804")).endsWith("9000");
        assertThat(card.send("00DCA14A04A1023232")).isEqualTo("6A83");
        assertThat(card.send("00B2024C04")).isEqualTo("6A83");
    }

    @Test
    void secureMessagingWithoutItsKey_is6A88() {
        environment();
        card.ok("80E003000BEF0801" + "0010" + "0000" + "0000" + "0000");
        assertThat(card.send("04D6880005" + "00".repeat(5))).isEqualTo("6A88");
        assertThat(card.send("8416000004" + "00".repeat(4))).isEqualTo("6A88");
    }

    @Test
    void reloadWithoutAPin_is6A88() {
        environment();
        assertThat(load(ENVIRONMENT, "84D40000", "0302010103", SHORT_KEY)).isEqualTo("9000");
        assertThat(load(ENVIRONMENT, "84D40000", "0106010103", MASTER)).isEqualTo("9000");
        assertThat(card.authenticate(6, MASTER, "")).isEqualTo("9000");
        assertThat(card.secured("84240000", SHORT_KEY, new byte[0])).isEqualTo("6A88");
    }

    @Test
    void medicalFile_takesItsAmountsInOneWrite() {
        application("FF");
        card.ok("80E003000BEF1F0F" + "0014" + "0000" + "FF00" + "FF00");
        assertThat(card.send("00D6000013" + "00".repeat(19))).isEqualTo("6A80");
        assertThat(card.send("00D6000114" + "00".repeat(20))).isEqualTo("6A80");
        assertThat(card.send("00D6000014" + "00".repeat(16) + "20A60101")).isEqualTo("6A80");
        card.ok("00D6000014" + "00000000" + "00000064" + "00".repeat(8) + "20260101");
        assertThat(card.send("B026000104")).isEqualTo("000000649000");
        assertThat(card.send("80E003000BEF1E0F" + "0014" + "0000" + "FF00" + "FF00"))
                .isEqualTo("6A80");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21})
    void accountOnlyFile_keepsTheFirstAmountAlone(int recordLength) {
        application("FF");
        card.ok("80E003000BEF1F0F" + "0014" + "0000" + "FF00" + "FF00");
        card.ok("00D6000014" + "00000000" + "00000064" + "00".repeat(8) + "20260101");
        card.ok("80E003000BEF0806" + "0000" + octet(recordLength) + "1E" + "0000" + "FF00");
        assertThat(load(APPLICATION, "84D40000", "04010101FF", MASTER)).isEqualTo("9000");
        assertThat(debit()).isEqualTo("6A88");
        assertThat(load(APPLICATION, "84D40000", "06000101FF", MASTER)).isEqualTo("9000");
        assertThat(debit()).endsWith("9000");
        assertThat(card.send("00B2014400"))
                .isEqualTo(
                        recordLength == 20
                                ? "0000" + "32" + "510100000001" + "20260315101112" + "00000001" + "9000"
                                : "6A83");
    }

    private String debit() {
        String amounts = "00000001" + "00000002" + "00000003";
        byte[] begun = card.data("B028010113" + "01" + amounts + "510100000001");
        byte[] session = MedicalCrypto.purchaseSession(
                card.crypto(), MASTER, slice(begun, 18, 4), slice(begun, 14, 2), bytes("00000001"));
        byte[] mac1 = card.crypto().mac(session, bytes(amounts + "32" + "510100000001" + "20260315101112"));
        return card.send("B02C01000F" + "00000001" + "20260315101112" + hex(mac1));
    }

    private void masterFile() {
        authenticate(TRANSPORT);
        card.ok("80E00000");
        assertThat(load(TRANSPORT, "84D40000", "00000101FF", MASTER)).isEqualTo("9000");
        authenticate(MASTER);
    }

    private void environment() {
        masterFile();
        card.ok("80E0010012" + "DDF1FF" + TestCard.SSSE);
        assertThat(load(MASTER, "84D40000", "00000101FF", ENVIRONMENT)).isEqualTo("9000");
        authenticate(ENVIRONMENT);
    }

    private void application(String lockKeyId) {
        environment();
        card.ok("80E0020009" + "DF04" + lockKeyId + "D15600000503");
        assertThat(load(ENVIRONMENT, "84D40000", "00000101FF", APPLICATION)).isEqualTo("9000");
        authenticate(APPLICATION);
    }

    private void authenticate(byte[] key) {
        assertThat(card.authenticate(0, key, "")).isEqualTo("9000");
    }

    /** LOAD KEY of type1 ‖ id1 ‖ version1 ‖ algorithm1 ‖ retry1 ‖ key. */
    private String load(byte[] master, String header, String description, byte[] key) {
        return card.securedAndEncrypted(header, master, concat(bytes(description), key));
    }
}
