package org.sscard.spec.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.FileRef;
import org.sscard.spec.layout.SpecificationVersion;

class CommandFactoryTest {

    private static final CardLayout LAYOUT = CardLayout.of(SpecificationVersion.V2_0);

    private static String hex(CommandApdu command) {
        return HexFormat.of().withUpperCase().formatHex(command.bytes());
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] digits(String digits) {
        return digits.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void selection_hasTheFormsOfTheTable() {
        assertThat(hex(FileCommands.selectByName(LAYOUT.application("SSSE").aidBytes())))
                .isEqualTo("00A404000F7378312E73682EC9E7BBE1B1A3D5CF00");
        assertThat(hex(FileCommands.selectMasterFile())).isEqualTo("00A40000023F0000");
        assertThat(hex(FileCommands.selectDirectory(0xDF01))).isEqualTo("00A4000002DF0100");
        assertThat(hex(FileCommands.selectFile(0xEF08))).isEqualTo("00A4020002EF08");
    }

    @Test
    void reading_addressesByShortIdentifier() {
        assertThat(hex(FileCommands.readRecord(0x05, 7))).isEqualTo("00B2072C00");
        assertThat(hex(FileCommands.readRecordByTag(0x06, 0x4E))).isEqualTo("00B24E3000");
        assertThat(hex(FileCommands.readRecordsFrom(0x06, 1))).isEqualTo("00B2013500");
        assertThat(hex(FileCommands.readRecordsBackTo(0x06, 2))).isEqualTo("00B2023600");
        assertThat(hex(FileCommands.readBinary(0x07, 0x10, 256))).isEqualTo("00B0871000");
        assertThat(hex(FileCommands.readSelectedBinary(0x0FF0, 16))).isEqualTo("00B00FF010");
        assertThatThrownBy(() -> FileCommands.readBinary(0x07, 256, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileCommands.readRecord(0x1F, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void updateByTag_takesTheTagFromTheRecord() {
        // 00DC tag SFI<<3 len+2 tag len value (§7, flow 3)
        assertThat(hex(FileCommands.updateRecordByTag(0x05, hex("0709413030303031323333"))))
                .isEqualTo("00DC07280B0709413030303031323333");
        assertThat(hex(FileCommands.appendRecord(0x07, hex("AABB")))).isEqualTo("00DC003B02AABB");
        assertThat(hex(FileCommands.securedUpdateRecord(0x05, 1, hex("0201")).withMac(hex("01020304"))))
                .isEqualTo("04DC012C06020101020304");
    }

    @Test
    void securityCommands_haveTheFormsOfTheTable() {
        byte[] r = hex("0001020304050607");
        byte[] d = hex("1011121314151617");
        assertThat(hex(SecurityCommands.getChallenge(8))).isEqualTo("0084000008");
        assertThat(hex(SecurityCommands.internalAuthentication(r, d)))
                .isEqualTo("0088000010" + "0001020304050607" + "1011121314151617" + "08");
        assertThat(hex(SecurityCommands.externalAuthentication(0x83, r, d)))
                .isEqualTo("0082008310" + "0001020304050607" + "1011121314151617");
        assertThat(hex(SecurityCommands.externalAuthentication(0x83, r, d, 2)))
                .endsWith("02")
                .startsWith("0082008311");
        assertThat(hex(SecurityCommands.unblockPin().withMac(hex("01020304")))).isEqualTo("842400000401020304");
        assertThat(hex(SecurityCommands.applicationBlock().withMac(hex("01020304"))))
                .isEqualTo("841E00010401020304");
        assertThat(hex(SecurityCommands.cardBlock().withMac(hex("01020304")))).isEqualTo("841600000401020304");
        assertThatThrownBy(() -> SecurityCommands.getChallenge(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SecurityCommands.internalAuthentication(r, new byte[7]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void macInput_countsTheMacInLc() {
        SecuredCommand reload = SecurityCommands.reloadPin(new byte[8]);
        assertThat(HexFormat.of().withUpperCase().formatHex(reload.header())).isEqualTo("842400010C");
        assertThat(HexFormat.of()
                        .withUpperCase()
                        .formatHex(SecurityCommands.reloadPin(new byte[16]).header()))
                .isEqualTo("8424000114");
        assertThat(reload.macInput()).hasSize(13);
    }

    @Test
    void pin_isBcdFilledWithNibbleF() {
        assertThat(hex(SecurityCommands.verify(PinBlock.encode(digits("123456")))))
                .isEqualTo("0020000003123456");
        assertThat(PinBlock.encode(digits("12345"))).isEqualTo(hex("12345F"));
        assertThat(PinBlock.stored(digits("12345"))).isEqualTo(hex("12345FFFFFFFFFFF"));
        assertThat(hex(SecurityCommands.queryPinTries())).isEqualTo("00200000");
        assertThat(hex(SecurityCommands.changePin(hex("123456"), hex("654321"))))
                .isEqualTo("805E010007123456FF654321");
        assertThatThrownBy(() -> PinBlock.encode(digits("123"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PinBlock.encode(digits("12a4")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("a4");
        assertThatThrownBy(() -> PinBlock.encode(digits("12345678901234567")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void medicalCommands_haveTheLengthsOfTheTable() {
        assertThat(hex(MedicalCommands.initializeForPurchase(1, 0, 10_000, 30_000, "211002000001")))
                .isEqualTo("B028010113" + "01" + "00000000" + "00002710" + "00007530" + "211002000001" + "16");
        assertThat(hex(MedicalCommands.debitForPurchase(hex("00000007"), "20260316093000", hex("AABBCCDD"))))
                .isEqualTo("B02C01000F" + "00000007" + "20260316093000" + "AABBCCDD" + "08");
        assertThat(hex(MedicalCommands.initializeForLoad(1, 500, "211002000001")))
                .isEqualTo("B02800010B" + "01" + "000001F4" + "211002000001" + "10");
        assertThat(hex(MedicalCommands.creditForLoad("20260316093000", hex("AABBCCDD"))))
                .isEqualTo("B02A00000B" + "20260316093000" + "AABBCCDD" + "04");
        assertThat(hex(MedicalCommands.getBalance(MedicalCommands.Balance.POOL_OF_YEAR)))
                .isEqualTo("B026000306");
        assertThat(hex(MedicalCommands.getTransactionProof(MedicalCommands.TransactionType.PURCHASE, 3)))
                .isEqualTo("B02E00320200" + "0308");
        assertThat(hex(MedicalCommands.updateStartingDay("0101"))).isEqualTo("B0560000020101");
        assertThat(hex(MedicalCommands.getStartingDay())).isEqualTo("B056010002");
        assertThatThrownBy(() -> MedicalCommands.initializeForPurchase(1, -1, 0, 0, "211002000001"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MedicalCommands.initializeForPurchase(1, 1L << 32, 0, 0, "211002000001"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MedicalCommands.initializeForPurchase(1, 0, 0, 0, "21100200000"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void medicalAnswers_areReadFieldByField() {
        PurchaseInitialisation purchase = PurchaseInitialisation.parse(
                hex("000186A0" + "00000001" + "00000002" + "2026" + "0009" + "01" + "03" + "A1A2A3A4"));
        assertThat(purchase.account()).isEqualTo(100_000);
        assertThat(purchase.poolOfYear()).isEqualTo(2);
        assertThat(purchase.year()).isEqualTo("2026");
        assertThat(purchase.sequence()).isEqualTo(9);
        assertThat(purchase.algorithm()).isEqualTo(CardAlgorithm.SM4);
        assertThat(purchase.random()).isEqualTo("A1A2A3A4");
        assertThat(purchase.toString()).doesNotContain("100000");
        LoadInitialisation load =
                LoadInitialisation.parse(hex("000186A0" + "0002" + "01" + "01" + "A1A2A3A4" + "B1B2B3B4"));
        assertThat(load.mac1Bytes()).isEqualTo(hex("B1B2B3B4"));
        assertThat(DebitProof.ofDebit(hex("1111111122222222"))).isEqualTo(new DebitProof("11111111", "22222222"));
        assertThat(DebitProof.ofTransactionProof(hex("1111111122222222")))
                .isEqualTo(new DebitProof("22222222", "11111111"));
        assertThatThrownBy(() -> PurchaseInitialisation.parse(new byte[21]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void psamCommands_haveTheLengthsOfTheTable() {
        byte[] factor = hex("3231303073680000");
        assertThat(hex(PsamCommands.initializeEnvironment(0x21))).isEqualTo("BFEC00000121");
        assertThat(hex(PsamCommands.deliverySessionKey(0x67, 0x08, List.of(factor, factor, factor), new byte[8])))
                .startsWith("BFDE670820");
        assertThatThrownBy(() -> PsamCommands.deliverySessionKey(0x67, 0x08, List.of(factor), new byte[8]))
                .isInstanceOf(IllegalArgumentException.class);
        PurchaseInitialisation purchase = PurchaseInitialisation.parse(
                hex("00000000" + "00000000" + "00000000" + "2026" + "0009" + "02" + "01" + "A1A2A3A4"));
        CommandApdu init =
                PsamCommands.initSamForPurchase(purchase, 0, 10_000, 30_000, "20260316093000", List.of(factor, factor));
        assertThat(init.dataLength()).isEqualTo(0x1C + 16);
        assertThat(hex(init))
                .startsWith("807001002C" + "A1A2A3A4" + "0009" + "00000000" + "00002710" + "00007530" + "32"
                        + "20260316093000" + "02" + "01");
        assertThat(hex(PsamCommands.cipherData(PsamCommands.CipherMode.MAC_SINGLE, new byte[16])))
                .startsWith("80FA050010");
        assertThat(hex(PsamCommands.creditSamForPurchase(hex("01020304")))).isEqualTo("807200000401020304");
        assertThat(PsamCommands.createKey(0x11, new byte[24]).header()).isEqualTo(hex("84D400111C"));
        assertThat(PsamCommands.changeKey(0x11, new byte[16]).header()).isEqualTo(hex("84D4011114"));
    }

    @Test
    void createFile_carriesSizeRulesAndKeys() {
        assertThat(hex(IssuingCommands.createMasterFile())).isEqualTo("80E00000023F00");
        assertThat(hex(IssuingCommands.createDirectory(LAYOUT, LAYOUT.application("DF04"))))
                .isEqualTo("80E0020009" + "DF04" + "83" + "D15600000503");
        assertThat(hex(IssuingCommands.createDirectory(LAYOUT, LAYOUT.application("SSSE"))))
                .startsWith("80E0010012" + "DDF1" + "FF");
        // EF05 of SSSE: 7 records of 16+1+4+12+4+4+9 bytes and 14 of headers; free to read, UKSSSE (04) to update.
        assertThat(hex(IssuingCommands.createFile(LAYOUT, LAYOUT.file(CardElements.ISSUER_DATA))))
                .isEqualTo("80E003000B" + "EF05" + "04" + "0040" + "00" + "07" + "00" + "00" + "02" + "04");
        assertThat(hex(IssuingCommands.createFile(LAYOUT, LAYOUT.file(FileRef.parse("DF01/EF05")))))
                .endsWith("03" + "03" + "88" + "02" + "83");
        assertThat(hex(IssuingCommands.createFile(LAYOUT, LAYOUT.file(CardElements.MEDICAL_TRANSACTIONS))))
                .isEqualTo("80E003000B" + "EF08" + "06" + "0348" + "1C" + "1E" + "01" + "00" + "FF" + "00");
        assertThat(hex(IssuingCommands.createFile(LAYOUT, LAYOUT.file(CardElements.MEDICAL_AMOUNTS))))
                .isEqualTo("80E003000B" + "EF00" + "0F" + "0014" + "00" + "00" + "FF" + "00" + "FF" + "00");
        assertThat(hex(IssuingCommands.getLifeCycle())).isEqualTo("80CA009F01");
        assertThat(hex(IssuingCommands.endPersonalisation())).isEqualTo("80F00000");
        assertThat(hex(IssuingCommands.setHistoricalBytes(new byte[13]))).startsWith("805C00000D");
        assertThat(CardLifeCycle.ofCode(3)).isEqualTo(CardLifeCycle.ACTIVE);
    }

    @Test
    void everyFileOfEveryVersion_canBeCreated() {
        for (SpecificationVersion version : SpecificationVersion.values()) {
            CardLayout layout = CardLayout.of(version);
            assertThat(layout.files())
                    .allSatisfy(file -> assertThat(
                                    IssuingCommands.createFile(layout, file).dataLength())
                            .isEqualTo(11));
        }
    }

    @Test
    void fciOfTheSsse_tellsTheAlgorithm() {
        String name = "7378312E73682EC9E7BBE1B1A3D5CF";
        FileControlInformation fci =
                FileControlInformation.parse(hex("6F1C840F" + name + "A5098801" + "1E" + "9F0C03860103"));
        assertThat(fci.name()).isEqualTo(name);
        assertThat(fci.algorithm()).contains(CardAlgorithm.SM4);
        FileControlInformation old = FileControlInformation.parse(hex("6F11840F" + name));
        assertThat(old.algorithm()).isEmpty();
        assertThat(old.algorithmOf("110105")).isEqualTo(CardAlgorithm.SSF33);
        assertThat(old.algorithmOf("211002")).isEqualTo(CardAlgorithm.DES);
        assertThatThrownBy(() -> FileControlInformation.parse(hex("6F1C840F73")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileControlInformation.parse(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writing_addressesByNumberByOffsetAndByTheSelectedFile() {
        assertThat(hex(FileCommands.updateRecord(0x19, 3, hex("790100")))).isEqualTo("00DC03CC03790100");
        assertThat(hex(FileCommands.updateBinary(0x08, 0x10, hex("CAFE")))).isEqualTo("00D6881002CAFE");
        assertThat(hex(FileCommands.updateSelectedBinary(0x0FF0, hex("CAFE")))).isEqualTo("00D60FF002CAFE");
        assertThat(hex(FileCommands.securedUpdateSelectedBinary(0x0FF0, hex("CAFE"))
                        .withMac(hex("01020304"))))
                .isEqualTo("04D60FF006CAFE01020304");
        assertThat(hex(FileCommands.getResponse(0x1E))).isEqualTo("00C000001E");
        assertThatThrownBy(() -> FileCommands.readSelectedBinary(0x8000, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void psamFiles_areSelectedAndReadAsOnACard() {
        assertThat(hex(PsamCommands.selectDirectory(0xDF01))).isEqualTo("00A4000002DF0100");
        assertThat(hex(PsamCommands.selectByName(hex("D15600000590")))).isEqualTo("00A4040006D1560000059000");
        assertThat(hex(PsamCommands.readBinary(0x16, 6))).isEqualTo("00B0960006");
        assertThat(hex(PsamCommands.getChallenge(4))).isEqualTo("0084000004");
        assertThat(hex(PsamCommands.externalAuthentication(0, hex("0001020304050607"), hex("1011121314151617"))))
                .isEqualTo("0082000010" + "0001020304050607" + "1011121314151617");
        byte[] near = hex("3131313131313131");
        byte[] far = hex("3333333333333333");
        assertThat(hex(PsamCommands.deliverySessionKey(0x47, 0x0A, List.of(near, far), hex("A1A2A3A4A5A6A7A8"))))
                .isEqualTo("BFDE470A18" + "3131313131313131" + "3333333333333333" + "A1A2A3A4A5A6A7A8");
        assertThat(PsamCommands.CipherMode.MAC_SINGLE.code()).isEqualTo(0x05);
    }

    @Test
    void keys_areLoadedAndUpdatedUnderAMac() {
        assertThat(IssuingCommands.loadKey(new byte[24]).header()).isEqualTo(hex("84D400001C"));
        assertThat(IssuingCommands.updateKey(new byte[32]).header()).isEqualTo(hex("84D4010024"));
        assertThat(IssuingCommands.loadKey(new byte[24]).toString()).doesNotContain("000000000000");
        assertThat(CardLifeCycle.CARD_BLOCKED.code()).isEqualTo(4);
    }

    @Test
    void pinAndAmounts_reachTheirLimits() {
        assertThat(PinBlock.encode(digits("0990"))).isEqualTo(hex("0990"));
        assertThat(PinBlock.stored(digits("1234567890123456"))).isEqualTo(hex("1234567890123456"));
        assertThat(PinBlock.stored(digits("1234"))).isEqualTo(hex("1234FFFFFFFFFFFF"));
        assertThat(hex(MedicalCommands.initializeForPurchase(3, 0xFFFFFFFFL, 0x01020304L, 0, "211002000001")))
                .isEqualTo("B028010113" + "03" + "FFFFFFFF" + "01020304" + "00000000" + "211002000001" + "16");
        assertThat(hex(MedicalCommands.getTransactionProof(MedicalCommands.TransactionType.LOAD, 0xFFFE)))
                .isEqualTo("B02E003102FFFE08");
    }

    @Test
    void loadInitialisation_hasItsFields() {
        LoadInitialisation load =
                LoadInitialisation.parse(hex("F1F2F3F4" + "F5F6" + "81" + "01" + "A1A2A3A4" + "B1B2B3B4"));
        assertThat(load.balance()).isEqualTo(0xF1F2F3F4L);
        assertThat(load.sequence()).isEqualTo(0xF5F6);
        assertThat(load.keyVersion()).isEqualTo(0x81);
        assertThat(load.randomBytes()).isEqualTo(hex("A1A2A3A4"));
        assertThat(load.toString()).doesNotContain(Long.toString(0xF1F2F3F4L));
        assertThat(DebitProof.ofDebit(hex("1111111122222222")).tacBytes()).isEqualTo(hex("11111111"));
        assertThat(DebitProof.ofDebit(hex("1111111122222222")).macBytes()).isEqualTo(hex("22222222"));
    }
}
