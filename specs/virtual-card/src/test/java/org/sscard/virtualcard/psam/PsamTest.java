package org.sscard.virtualcard.psam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.virtualcard.TestCard.bytes;
import static org.sscard.virtualcard.TestCard.hex;
import static org.sscard.virtualcard.TestCard.octet;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.crypto.BlockPadding;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.crypto.SecureMessaging;

/** The ten PSAM commands, three levels, against a card of the same roots (§4, §5.4, §6). */
class PsamTest {

    private static final KeyFactors FACTORS = KeyFactors.of(TestImages.REGION, bytes(TestImages.HISTORICAL));

    private final TestCard psam = TestCard.t1(TestImages.psam(image -> {}));

    @Test
    void publicFiles_nameTheTerminal() {
        assertThat(psam.send("00B0960006")).isEqualTo("5101000000019000");
        assertThat(psam.send("00B0960000")).isEqualTo("5101000000019000");
        assertThat(psam.send("00B0960007")).isEqualTo("6C06");
        assertThat(psam.send("00B0960606")).isEqualTo("6B00");
        assertThat(psam.send("00B095000F")).contains("51010000000000000001").endsWith("9000");
        assertThat(psam.send("00B0990004")).isEqualTo("6A82");
        assertThat(psam.send("00A4000002DF01")).isEqualTo("6F088406D156000005909000");
        assertThat(psam.send("00B0990004")).isEqualTo("000000019000");
        assertThat(psam.send("00B09A000A")).hasSize(24);
        assertThat(psam.send("00A40200020016")).isEqualTo("9000");
        assertThat(psam.send("00B0000006")).isEqualTo("5101000000019000");
        assertThat(psam.send("00B0910001")).isEqualTo("6982");
    }

    @Test
    void select_findsItsDirectoriesOnly() {
        assertThat(psam.send("00A4040006D15600000590")).isEqualTo("6F088406D156000005909000");
        assertThat(psam.send("00A404000F7378312E73682EC9E7BBE1B1A3D5CF"))
                .contains("840F7378312E7368")
                .endsWith("9000");
        assertThat(psam.send("00A40000023F00")).endsWith("9000");
        assertThat(psam.send("00A4000002DDF1")).isEqualTo("6A81");
        assertThat(psam.send("00A404000F7378322E73682EC9E7BBE1B1A3D5CF")).isEqualTo("6A81");
        assertThat(psam.send("00A4000002DF02")).isEqualTo("6A82");
        assertThat(psam.send("00A4040006D15600000591")).isEqualTo("6A82");
        assertThat(psam.send("BFEC00000151")).isEqualTo("9000");
        assertThat(psam.send("BFEC0000")).isEqualTo("6700");
    }

    static Stream<String> levelsAndAlgorithms() {
        return Stream.of("DES", "SM4").flatMap(a -> Stream.of("1," + a, "2," + a, "3," + a));
    }

    @ParameterizedTest
    @MethodSource("levelsAndAlgorithms")
    void everyPsamKeyOfEveryLevel_makesCryptogramsThatTheCardTakes(String levelAndAlgorithm) {
        int level = Integer.parseInt(levelAndAlgorithm.substring(0, 1));
        String algorithm = levelAndAlgorithm.substring(2);
        TestCard sam = psam(level, algorithm);
        TestCard card = TestCard.t1(TestImages.card(image -> {
            TestImages.withAllApplications(image);
            image.put("algorithm", algorithm);
        }));
        int tried = 0;
        for (KeyDefinition key : CardLayout.of(SpecificationVersion.V2_0).keys()) {
            if (key.psam().isEmpty() || key.type() != KeyType.EA) {
                continue;
            }
            if (key.directory().equals("SSSE")) {
                card.inEnvironment();
            } else {
                card.in(key.directory());
            }
            byte[] random = card.challenge();
            byte[] data = bytes("1122334455667788");
            String use = octet(key.psam().get().useWithLevels(4 - level));
            sam.ok(delivery(sam.crypto(), use, octet(key.psam().get().id(1)), level, random));
            byte[] cryptogram = cryptogram(sam, data);
            assertThat(card.send("008200" + octet(key.id()) + "10" + hex(cryptogram) + hex(data)))
                    .as(key.name())
                    .isEqualTo("9000");
            tried++;
        }
        assertThat(tried).isGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource({"68, 08, 6A88", "67, 07, 6A88", "47, 08, 6A80", "27, 08, 6A80", "66, 0A, 6A88"})
    void unknownKeysComeBeforeWrongLevels(String use, String id, String status) {
        int levels = Integer.parseInt(use, 16) >> 5;
        String data = "00".repeat(8 * levels + 8);
        assertThat(psam.send("BFDE" + use + id + octet(data.length() / 2) + data))
                .isEqualTo(status);
    }

    @Test
    void wrongNumberOfFactors_isBadData() {
        assertThat(psam.send("BFDE670818" + "00".repeat(24))).isEqualTo("6A80");
        assertThat(psam.send("BFDE670820" + "00".repeat(32))).isEqualTo("9000");
        assertThat(psam.send("BFDE670828" + "00".repeat(40))).isEqualTo("6A80");
    }

    @ParameterizedTest
    @CsvSource({"DES", "SM4"})
    void cipherData_macsInOneOrSeveralPieces(String algorithm) {
        TestCard sam = psam(1, algorithm);
        byte[] random = bytes("75D827CFD603ED6E");
        assertThat(sam.send("80FA000008" + "00".repeat(8))).isEqualTo("6985");
        sam.ok(delivery(sam.crypto(), "66", "09", 1, random));
        byte[] session = sam.crypto().sessionKey(rootStk(sam), random);
        int block = sam.crypto().blockLength();
        byte[] message = BlockPadding.always(bytes("00112233445566778899AABBCCDDEEFF01020304"), block);
        String expected = hex(sam.crypto().macOfBlocks(session, new byte[0], message));
        String iv = "00".repeat(block);
        String whole = iv + hex(message);
        assertThat(sam.send("80FA0500" + octet(whole.length() / 2) + whole + "04"))
                .isEqualTo(expected + "9000");
        assertThat(sam.send("80FA0500" + octet(whole.length() / 2) + whole)).isEqualTo(expected + "9000");
        assertThat(sam.send("80FA0500" + octet(whole.length() / 2) + whole + "08"))
                .isEqualTo("6C04");
        assertThat(sam.send("80FA0700" + octet(block) + iv)).isEqualTo("9000");
        assertThat(sam.send("80FA0300" + octet(block) + hex(slice(message, 0, block))))
                .isEqualTo("9000");
        byte[] rest = slice(message, block, message.length - block);
        assertThat(sam.send("80FA0100" + octet(rest.length) + hex(rest))).isEqualTo(expected + "9000");
        assertThat(sam.send("80FA0100" + octet(rest.length) + hex(rest))).isEqualTo("6901");
        assertThat(sam.send("80FA0500" + octet(block) + iv)).isEqualTo("6700");
        assertThat(sam.send("80FA040008" + "00".repeat(8))).isEqualTo("6A86");
        assertThat(sam.send("80FA000009" + "00".repeat(9))).isEqualTo("6700");
        assertThat(sam.send("80FA000007" + "00".repeat(7))).isEqualTo("6700");
    }

    @ParameterizedTest
    @CsvSource({"DES", "SM4"})
    void cipherData_enciphersForSecureMessaging(String algorithm) {
        TestCard sam = psam(1, algorithm);
        byte[] random = bytes("75D827CFD603ED6E");
        sam.ok(delivery(sam.crypto(), "66", "09", 1, random));
        byte[] session = sam.crypto().sessionKey(rootStk(sam), random);
        byte[] plain = BlockPadding.whenNeeded(bytes("03123456"), sam.crypto().blockLength());
        String expected = hex(SecureMessaging.encrypt(sam.crypto(), session, bytes("123456")));
        String data = octet(plain.length) + hex(plain);
        assertThat(sam.send("80FA0000" + data)).isEqualTo(expected + "9000");
        assertThat(sam.send("80FA0200" + data)).isEqualTo(expected + "9000");
    }

    @ParameterizedTest
    @MethodSource("levelsAndAlgorithms")
    void purchase_goesThroughCardAndPsam(String levelAndAlgorithm) {
        int level = Integer.parseInt(levelAndAlgorithm.substring(0, 1));
        String algorithm = levelAndAlgorithm.substring(2);
        TestCard sam = psam(level, algorithm);
        TestCard card = TestCard.t1(TestImages.card(image -> image.put("algorithm", algorithm)))
                .in("DF04")
                .withPin("123456");
        String amounts = "00000064" + "00000065" + "00000066";
        for (int index = 1; index <= 3; index++) {
            byte[] begun = card.data("B028010113" + octet(index) + amounts + "510100000001");
            String keyReference = octet(begun[16]) + octet(begun[17]);
            String factors = factors(level);
            String init = hex(slice(begun, 18, 4)) + hex(slice(begun, 14, 2)) + amounts + "32" + "20260315" + "101112"
                    + keyReference + factors;
            byte[] answer = sam.data("80700100" + octet(init.length() / 2) + init + "08");
            assertThat(hex(slice(answer, 0, 4))).isEqualTo("0000000" + index);
            byte[] done =
                    card.data("B02C01000F" + hex(slice(answer, 0, 4)) + "20260315101112" + hex(slice(answer, 4, 4)));
            assertThat(sam.send("8072000004" + "00000000")).isEqualTo("63CF");
            assertThat(sam.send("8072000004" + hex(slice(done, 4, 4)))).isEqualTo("9000");
            assertThat(sam.send("8072000004" + hex(slice(done, 4, 4)))).isEqualTo("6901");
        }
        sam.ok("00A4000002DF01");
        assertThat(sam.send("00B0990004")).isEqualTo("000000049000");
    }

    @Test
    void purchaseWithWrongReference_isRefused() {
        String fixed = "11223344" + "0000" + "00".repeat(12) + "32" + "20260315101112";
        assertThat(psam.send("8070010034" + fixed + "0401" + factors(1))).isEqualTo("6A88");
        assertThat(psam.send("8070010024" + fixed + "0101" + "00".repeat(8))).isEqualTo("6A80");
        assertThat(psam.send("8070010034" + fixed + "0103" + factors(1))).isEqualTo("6A80");
        assertThat(psam.send("8070010034" + fixed.replace("3220260315", "3120260315") + "0101" + factors(1)))
                .isEqualTo("6A80");
        assertThat(psam.send("807001001C" + fixed + "0101")).isEqualTo("6700");
        assertThat(psam.send("8072000004" + "00000000")).isEqualTo("6901");
    }

    @ParameterizedTest
    @CsvSource({"DES", "SM4"})
    void keys_areCreatedAndChangedUnderTheOwnMasterKey(String algorithm) {
        TestCard sam = psam(1, algorithm);
        byte[] master = bytes(TestImages.ROOT16);
        byte[] key = bytes("F0E0D0C0B0A090807060504030201000");
        String alg = octet(sam.crypto().algorithm().code());
        String create = "67" + "F0" + "00" + alg + "00000000" + hex(key);
        assertThat(write(sam, "84D40013", new byte[16], create)).isEqualTo("6988");
        assertThat(write(sam, "84D40009", master, create)).isEqualTo("6A82");
        assertThat(write(sam, "84D40013", master, create)).isEqualTo("9000");
        assertThat(write(sam, "84D40013", master, create)).isEqualTo("6A80");
        byte[] random = bytes("75D827CFD603ED6E");
        sam.ok(delivery(sam.crypto(), "67", "F0", 1, random));
        byte[] data = bytes("1122334455667788");
        assertThat(cryptogram(sam, data))
                .isEqualTo(sam.crypto()
                        .cryptogram(sam.crypto().sessionKey(FACTORS.cardKey(sam.crypto(), key), random), data));
        byte[] other = bytes("00000000000000000000000000000001");
        assertThat(write(sam, "84D40113", master, "67" + "F1" + "00" + hex(other)))
                .isEqualTo("6A88");
        assertThat(write(sam, "84D40113", master, "67" + "F0" + "00" + hex(other)))
                .isEqualTo("9000");
        TestCard again = TestCard.t1(sam.session().image());
        again.ok(delivery(sam.crypto(), "67", "F0", 1, random));
        assertThat(cryptogram(again, data))
                .isEqualTo(sam.crypto()
                        .cryptogram(sam.crypto().sessionKey(FACTORS.cardKey(sam.crypto(), other), random), data));
        assertThat(sam.send("84D400131C" + "00".repeat(28))).isEqualTo("6984");
    }

    @Test
    void ownKeyAuthentication_countsTries() {
        assertThat(psam.authenticateWrongly(0x00)).isEqualTo("63C2");
        assertThat(psam.authenticate(0x00, bytes(TestImages.ROOT16), "")).isEqualTo("9000");
        assertThat(psam.authenticateWrongly(0x05)).isEqualTo("6A88");
        psam.session().reset();
        assertThat(psam.send("0082000010" + "00".repeat(16))).isEqualTo("6984");
        for (int left = 2; left >= 0; left--) {
            assertThat(psam.authenticateWrongly(0x00)).isEqualTo("63C" + left);
        }
        assertThat(psam.authenticate(0x00, bytes(TestImages.ROOT16), "")).isEqualTo("6983");
    }

    @Test
    void modeT0_keepsDataForGetResponse() {
        TestCard t0 = TestCard.t0(TestImages.psam(image -> {}));
        assertThat(t0.send("00A4000002DF01")).isEqualTo("610A");
        assertThat(t0.send("00C000000A")).isEqualTo("6F088406D156000005909000");
        assertThat(t0.send("BFDE670820" + "00".repeat(32))).isEqualTo("9000");
        assertThat(t0.send("80FA050010" + "00".repeat(16))).isEqualTo("6104");
        assertThat(t0.send("00C0000004")).hasSize(12).endsWith("9000");
    }

    @Test
    void image_repeatsTheTerminalSequenceAsItStands() {
        assertThat(psam.session().image()).contains("\"terminalSequence\" : 1");
        TestCard hexForm = TestCard.t1(TestImages.psam(image -> image.put("terminalSequence", "0000CFB9")));
        hexForm.ok("00A4000002DF01");
        assertThat(hexForm.send("00B0990004")).isEqualTo("0000CFB99000");
    }

    private static TestCard psam(int level, String algorithm) {
        return TestCard.t1(TestImages.psam(image -> image.put("level", level).put("algorithm", algorithm)));
    }

    private static byte[] rootStk(TestCard sam) {
        boolean isShort = sam.crypto().blockLength() == 8;
        return FACTORS.cardKey(sam.crypto(), bytes(isShort ? TestImages.ROOT8 : TestImages.ROOT16));
    }

    private static String factors(int level) {
        return String.join(
                "",
                List.of(hex(FACTORS.card()), hex(FACTORS.city()), hex(FACTORS.province()))
                        .subList(0, 4 - level));
    }

    private static String delivery(CardCrypto crypto, String use, String id, int level, byte[] random) {
        byte[] filled = Arrays.copyOf(random, crypto.blockLength());
        String data = factors(level) + hex(filled);
        return "BFDE" + use + id + octet(data.length() / 2) + data;
    }

    /** As a reader makes it: under SM4 the halves of the block one over the other. */
    private static byte[] cryptogram(TestCard sam, byte[] data) {
        byte[] block = Arrays.copyOf(data, sam.crypto().blockLength());
        byte[] answer = sam.data("80FA0000" + octet(block.length) + hex(block));
        if (answer.length == 8) {
            return answer;
        }
        byte[] folded = new byte[8];
        for (int i = 0; i < 8; i++) {
            folded[i] = (byte) (answer[i] ^ answer[i + 8]);
        }
        return folded;
    }

    private static String write(TestCard sam, String header, byte[] master, String plain) {
        byte[] challenge = sam.data("0084000004");
        CardCrypto crypto = sam.crypto();
        byte[] encrypted = crypto.encrypt(master, BlockPadding.whenNeeded(bytes(plain), crypto.blockLength()));
        byte[] lc = {(byte) (encrypted.length + 4)};
        byte[] mac = crypto.mac(master, challenge, concat(bytes(header), lc, encrypted));
        return sam.send(header + hex(lc) + hex(encrypted) + hex(mac));
    }

    @ParameterizedTest
    @CsvSource({
        "00A4010002DF01, 6A86",
        "00A4000102DF01, 6A86",
        "00A4040004D1560000, 6700",
        "00A404000F7378312E73682EC9E7BBE1B1A3D5CF00, 9000",
        "00A4040011D1560000059000000000000000000000AA, 6700",
        "00A40000033F0000, 6700",
        "00A4020000, 6700",
        "00B0A00001, 6A86",
        "00B0800001, 6A86",
        "0084010008, 6A86",
        "0084000007, 6700",
        "00820100, 6A86",
        "008200000F000000000000000000000000000000, 6700",
        "84D4021114, 6A86",
        "84D4001115000000000000000000000000000000000000000000, 6700",
        "80FA040008, 6A86",
        "80FA010008, 6700",
        "80700000, 6A86",
        "8072000103, 6A86",
        "80720000, 6700",
        "00B2010400, 6D00",
        "90B0000001, 6E00"
    })
    void parametersAndLengths_areChecked(String command, String status) {
        assertThat(psam.send(command)).endsWith(status);
    }

    @Test
    void publicFile_isReadInPartsAndStaysCurrent() {
        assertThat(psam.send("00B0000001")).isEqualTo("6986");
        assertThat(psam.send("00B0950105")).isEqualTo("51010000009000");
        assertThat(psam.send("00B0000105")).isEqualTo("51010000009000");
        assertThat(psam.send("00B0000E00")).hasSize(6).endsWith("9000");
        assertThat(psam.send("00B0000F01")).isEqualTo("6B00");
        assertThat(psam.send("00B0010001")).isEqualTo("6B00");
        assertThat(psam.send("00B0000E02")).isEqualTo("6C01");
        psam.ok("00A4000002DF01");
        assertThat(psam.send("00B0000001")).isEqualTo("6986");
        for (String keyFile : List.of("0011", "0012", "0013")) {
            psam.ok("00A4020002" + keyFile);
            assertThat(psam.send("00B0000001")).isEqualTo("6982");
        }
        assertThat(psam.send("00A40200020010")).isEqualTo("6A82");
        assertThat(psam.send("00A40200020014")).isEqualTo("6A82");
    }

    @Test
    void challenge_isFreshAndServesOnce() {
        byte[] first = psam.challenge();
        assertThat(psam.challenge()).isNotEqualTo(first);
        byte[] own = bytes(TestImages.ROOT16);
        assertThat(psam.authenticate(0, own, "")).isEqualTo("9000");
        assertThat(psam.send("0082000010" + "00".repeat(16))).isEqualTo("6984");
        assertThat(psam.authenticate(0, own, "01")).isEqualTo("9000");
        assertThat(psam.authenticate(0, own, "02")).isEqualTo("6A88");
        assertThat(psam.authenticate(1, own, "")).isEqualTo("6A88");
    }

    @Test
    void reset_dropsWaitingDataAndTheSession() {
        TestCard slow = TestCard.t0(TestImages.psam(image -> {}));
        assertThat(slow.send("00A4000002DF01")).isEqualTo("610A");
        slow.session().reset();
        assertThat(slow.send("00C000000A")).isEqualTo("6F00");
        psam.ok(delivery(psam.crypto(), "67", "0A", 1, new byte[8]));
        psam.session().reset();
        assertThat(psam.send("80FA000008" + "00".repeat(8))).isEqualTo("6985");
    }

    @Test
    void initializeThatFails_dropsTheOpenPurchase() {
        String body = "AABBCCDD" + "0000" + "00000001" + "00000000" + "00000000" + "32" + "20260315" + "101112";
        assertThat(psam.send("8070010034" + body + "01" + "01" + factors(1))).endsWith("9000");
        assertThat(psam.send("8070010034" + body + "09" + "01" + factors(1))).isEqualTo("6A88");
        assertThat(psam.send("807200000400000000")).isEqualTo("6901");
    }
}
