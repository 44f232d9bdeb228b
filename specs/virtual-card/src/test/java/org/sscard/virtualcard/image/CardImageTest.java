package org.sscard.virtualcard.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.CardCrypto;

/** Card images: what they make, what they refuse, and that they come back. */
class CardImageTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.00", "2.00", "3.00"})
    void everyRecordOfTheLayout_standsOnTheCardWithItsPadding(String version) {
        CardLayout layout =
                CardLayout.of(SpecificationVersion.ofElement03(version).orElseThrow());
        TestCard card = TestCard.t1(TestImages.card(image -> {
            image.put("version", version);
            image.remove("elements");
        }));
        for (CardFile file : layout.files().toList()) {
            boolean present = !file.optional()
                    && !layout.application(file.ref().application()).optional();
            if (!present || !file.structure().isTlv()) {
                continue;
            }
            for (RecordSlot slot : file.records()) {
                byte[] stored = memoryRecord(card, file, slot);
                assertThat(stored[0] & 0xFF).isEqualTo(slot.element().tag());
                assertThat(stored[1] & 0xFF).isEqualTo(slot.element().length());
                assertThat(stored).hasSize(slot.element().encodedLength());
                boolean composed = file.ref().toString().equals("SSSE/EF05") && slot.number() == 1;
                if (!composed && slot.element().elements().isEmpty()) {
                    for (int i = 2; i < stored.length; i++) {
                        assertThat(stored[i]).isEqualTo(slot.element().format().padding());
                    }
                }
            }
        }
    }

    private static byte[] memoryRecord(TestCard card, CardFile file, RecordSlot slot) {
        card.session().reset();
        if (file.ref().application().equals("SSSE")) {
            card.inEnvironment();
        } else {
            card.in(file.ref().application());
        }
        card.withPin("123456");
        file.read()
                .key()
                .ifPresent(key -> assertThat(card.authenticate(key)).as(key).isEqualTo("9000"));
        return card.data("00B2" + TestCard.octet(slot.number()) + TestCard.octet((file.sfi() << 3) | 4) + "00");
    }

    @Test
    void absentNestedElements_keepTheirInnerHeaders() {
        TestCard card = TestCard.t1(TestImages.card()).in("DF03").withPin("123456");
        assertThat(card.send("00B201CC00"))
                .isEqualTo("7927" + "1803000000" + "1903FFFFFF" + "1A04FFFFFFFF" + "1B04FFFFFFFF" + "1C04FFFFFFFF"
                        + "1D03000000" + "1E04FFFFFFFF" + "9000");
    }

    @Test
    void nestedElementGivenInPart_keepsTheHeadersOfTheRestInTheirOrder() {
        TestCard card = TestCard.t1(TestImages.card(image -> elements(image)
                        .put("DF03/EF19/79#2", "1D0233361803313232")
                        .put("DF03/EF19/79#3", "00".repeat(39))))
                .in("DF03")
                .withPin("123456");
        assertThat(card.send("00B202CC00"))
                .isEqualTo("7927" + "1803313232" + "1903FFFFFF" + "1A04FFFFFFFF" + "1B04FFFFFFFF" + "1C04FFFFFFFF"
                        + "1D03333600" + "1E04FFFFFFFF" + "9000");
        assertThat(card.send("00B203CC00")).isEqualTo("7927" + "00".repeat(39) + "9000");
    }

    @Test
    void nestedElementThatACommandWroteInPart_survivesTheExport() {
        TestCard card = TestCard.t1(TestImages.card()).in("DF01").withPin("123456");
        assertThat(card.authenticate("UK6DF01")).isEqualTo("9000");
        card.ok("00DC40A806" + "4004" + "57027777");
        TestCard again = TestCard.t1(card.session().image()).in("DF01").withPin("123456");
        assertThat(again.send("00B240A800")).isEqualTo("4004" + "57027777" + "9000");
    }

    @Test
    void identificationCode_isComposedWithItsAuthenticationCode() {
        TestCard card = TestCard.t1(TestImages.card()).inEnvironment();
        byte[] record = card.data("00B2012C00");
        assertThat(TestCard.hex(record)).startsWith("0110" + "510100" + "D156000005" + "00A1B2C3");
        byte[] open = Arrays.copyOfRange(record, 2, 14);
        assertThat(Arrays.copyOfRange(record, 14, 18))
                .isEqualTo(CardCrypto.of(CardAlgorithm.DES).mac(card.cardKey("IRK"), open));
    }

    @Test
    void namedRoots_replaceTheGeneralOneForAKeyOrAVersion() {
        TestCard card = TestCard.t1(TestImages.card(image -> image.withObject("/keys")
                        .putObject("named")
                        .put("UKSSSE", "11111111111111111111111111111111")
                        .put("UKSSSE@2", TestImages.ROOT16)))
                .inEnvironment();
        byte[] general = card.cardKey("UKSSSE");
        assertThat(card.authenticate(0x04, general, "01")).isEqualTo("63C2");
        assertThat(card.authenticate(0x04, general, "02")).isEqualTo("9000");
        assertThat(card.authenticate(0x04, general, "03")).isEqualTo("63C2");
    }

    @Test
    void counters_sayHowManyTriesAreLeft() {
        TestCard card = TestCard.t1(TestImages.card(
                        image -> image.putObject("counters").put("PIN", 2).put("UKSSSE", 1)))
                .inEnvironment();
        assertThat(card.send("0020000000")).isEqualTo("63C2");
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("63C0");
        assertThat(card.authenticate("UKSSSE")).isEqualTo("6983");
    }

    @Test
    void firstGeneration_hasItsOwnLayout() {
        TestCard card = TestCard.t1(TestImages.card(image -> image.put("version", "1.00")));
        card.inEnvironment();
        assertThat(card.send("00B24E3000")).isEqualTo("6A83");
        assertThat(card.send("00B2033400")).startsWith("0A01");
        assertThat(card.send("00B0880001")).isEqualTo("6A82");
        card.in("DF04").withPin("123456");
        assertThat(card.send("B026000104")).isEqualTo("000186A09000");
    }

    static Stream<Arguments> wrongImages() {
        return Stream.of(
                wrong("unknown", image -> image.put("unknown", 1)),
                wrong("version", image -> image.put("version", "4.00")),
                wrong("version", image -> image.remove("version")),
                wrong("algorithm", image -> image.put("algorithm", "SSF33")),
                wrong("algorithm", image -> image.put("algorithm", "AES")),
                wrong("region", image -> image.put("region", "5101")),
                wrong("region", image -> image.put("region", 510100)),
                wrong("atrHistoricalBytes", image -> image.put("atrHistoricalBytes", "00")),
                wrong("atrHistoricalBytes", image -> image.put("atrHistoricalBytes", "0G".repeat(13))),
                wrong("pin", image -> image.put("pin", "123")),
                wrong("pin", image -> image.put("pin", "12345678901234567")),
                wrong("keys.root16", image -> image.withObject("/keys").remove("root16")),
                wrong("keys.root8", image -> image.withObject("/keys").remove("root8")),
                wrong("keys.root16", image -> image.withObject("/keys").put("root16", "00")),
                wrong("keys.other", image -> image.withObject("/keys").put("other", "00")),
                wrong("keys.named.UKX", image -> named(image).put("UKX", TestImages.ROOT16)),
                wrong("keys.named.UKSSSE", image -> named(image).put("UKSSSE", TestImages.ROOT8)),
                wrong("keys.named.STK", image -> named(image).put("STK", TestImages.ROOT16)),
                wrong("keys.named.UKSSSE@4", image -> named(image).put("UKSSSE@4", TestImages.ROOT16)),
                wrong("elements.SSSE/EF05/99", image -> elements(image).put("SSSE/EF05/99", "00")),
                wrong("elements.SSSE/EF05/07", image -> elements(image).put("SSSE/EF05/07", "00".repeat(10))),
                wrong("elements.SSSE/EF05/07", image -> elements(image).put("SSSE/EF05/07", "0")),
                wrong("elements.DF07/EF05/F0", image -> elements(image).put("DF07/EF05/F0", "3031")),
                wrong("elements.SSSE/EF0D/EA", image -> elements(image).put("SSSE/EF0D/EA", "3031")),
                wrong("elements.DF03/EF19/79#5", image -> elements(image).put("DF03/EF19/79#5", "18")),
                wrong("elements.DF03/EF19/79", image -> elements(image).put("DF03/EF19/79", "1803313131FF")),
                wrong("elements.DF03/EF19/79", image -> elements(image).put("DF03/EF19/79", "18043131313119")),
                wrong("elements.DF03/EF19/79", image -> elements(image).put("DF03/EF19/79", "180331313118033131")),
                wrong("elements.DF03/EF19/79", image -> elements(image).put("DF03/EF19/79", "1803313131180331313A")),
                wrong(
                        "medical.startingDay",
                        image -> image.withObject("/medical").put("startingDay", "1301")),
                wrong(
                        "medical.startingDay",
                        image -> image.withObject("/medical").put("startingDay", "0132")),
                wrong("elements.nonsense", image -> elements(image).put("nonsense", "18")),
                wrong("files.SSSE/EF05", image -> image.putObject("files").put("SSSE/EF05", "00")),
                wrong("files.SSSE/EF08", image -> image.putObject("files").put("SSSE/EF08", "00".repeat(4097))),
                wrong(
                        "records.DF02/EF07[0]",
                        image ->
                                image.putObject("records").putArray("DF02/EF07").addObject()),
                wrong(
                        "records.DF02/EF16[0]",
                        image ->
                                image.putObject("records").putArray("DF02/EF16").add("00")),
                wrong("medical.account", image -> image.withObject("/medical").put("account", -1)),
                wrong("medical.account", image -> image.withObject("/medical").put("account", 4294967296L)),
                wrong("medical.year", image -> image.withObject("/medical").put("year", 2026)),
                wrong("medical.balance", image -> image.withObject("/medical").put("balance", 1)),
                wrong("optional[0]", image -> image.putArray("optional").add("DF01")),
                wrong(
                        "optional[1]",
                        image -> image.putArray("optional").add("DF05").add("DF05")),
                wrong("counters.PIN", image -> image.putObject("counters").put("PIN", 7)),
                wrong("counters.BK", image -> image.putObject("counters").put("BK", 1)),
                wrong("counters.X", image -> image.putObject("counters").put("X", 1)),
                wrong("blocked[0]", image -> image.putArray("blocked").add("DF09")),
                wrong("kind", image -> image.put("kind", "purse")),
                wrong("kind", image -> image.remove("kind")));
    }

    private static Arguments wrong(String path, Consumer<ObjectNode> change) {
        return Arguments.of(path, TestImages.card(change));
    }

    private static ObjectNode named(ObjectNode image) {
        return image.withObject("/keys").withObject("/named");
    }

    private static ObjectNode elements(ObjectNode image) {
        return image.withObject("/elements");
    }

    @ParameterizedTest
    @MethodSource("wrongImages")
    void wrongImage_isRefusedWithThePath(String path, String image) {
        Throwable refusal = catchThrowable(() -> TestCard.t1(image));
        assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(path + ": ");
        assertThat(refusal).hasMessageNotContaining(TestImages.ROOT16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"kind\":\"card\"", "{\"kind\":\"card\",\"kind\":\"card\"}", "{} {}", "nonsense"})
    void whatIsNoJsonObject_isRefused(String text) {
        assertThatThrownBy(() -> TestCard.t1(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exportedImage_isTheSameCardInPublicMembers() throws Exception {
        TestCard card = TestCard.t1(TestImages.card(TestImages::withAllApplications));
        card.inEnvironment();
        card.authenticate("UKSSSE");
        card.ok("00DC0528060504 20260101");
        card.ok("00D6880002CAFE");
        card.authenticateWrongly(0x0A);
        card.send("0020000003111111");
        card.in("DF02");
        card.authenticate("UK6DF02");
        card.ok("00DC00B312" + "01".repeat(18));
        card.ok("00DC00B312" + "02".repeat(18));
        String exported = card.session().image();
        JsonNode json = new ObjectMapper().readTree(exported);
        assertThat(json.has("state")).isFalse();
        assertThat(json.at("/elements/SSSE~1EF05~105").asText()).isEqualTo("20260101");
        assertThat(json.at("/counters/PIN").asInt()).isEqualTo(5);
        assertThat(json.at("/counters/RKSSSE").asInt()).isEqualTo(2);
        assertThat(json.at("/records/DF02~1EF16/0").asText()).startsWith("0202");
        TestCard again = TestCard.t1(exported);
        assertThat(again.session().image()).isEqualTo(exported);
        again.inEnvironment();
        assertThat(again.send("0020000000")).isEqualTo("63C5");
        assertThat(again.send("00B2052C00")).isEqualTo("0504202601019000");
    }

    @Test
    void whatThePublicMembersCannotSay_goesIntoTheState() throws Exception {
        TestCard card = TestCard.t1(TestImages.card()).inEnvironment();
        card.authenticate("UKSSSE");
        card.ok("00DC0930060904C5B7D1F4");
        String exported = card.session().image();
        assertThat(new ObjectMapper().readTree(exported).has("state")).isTrue();
        TestCard again = TestCard.t1(exported).inEnvironment();
        assertThat(again.send("00B2093000")).isEqualTo("0904C5B7D1F49000");
        assertThat(again.session().image()).isEqualTo(exported);
        assertThat(again.authenticate("UKSSSE")).isEqualTo("9000");
        assertThat(again.send("00DC093020091E" + "41".repeat(30))).isEqualTo("9000");
    }

    @Test
    void blankImage_comesBackBlank() {
        String blank = "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                + "\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}";
        TestCard card = TestCard.t1(blank);
        assertThat(TestCard.t1(card.session().image()).session().image())
                .isEqualTo(card.session().image());
        assertThatThrownBy(() -> TestCard.t1(blank.replace("}", ",\"pin\":\"123456\"}")))
                .hasMessageStartingWith("pin: ");
    }

    @Test
    void simulatorPlugin_isFoundAndServesCards() {
        CardSimulator simulator =
                ServiceLoader.load(CardSimulator.class).findFirst().orElseThrow();
        try (CardSimulator.SimulatedCard card = simulator.insert(TestImages.card())) {
            assertThat(TestCard.hex(card.atr())).isEqualTo("3B6D0000" + TestImages.HISTORICAL);
            CommandApdu select = CommandApdu.parse(TestCard.bytes("00A404000F" + TestCard.SSSE));
            assertThat(card.transmit(select).status().isOk()).isTrue();
            assertThat(card.transmit(select).dataLength()).isEqualTo(0x1E);
            assertThat(card.reset()).isEqualTo(card.atr());
            assertThat(card.image()).contains("\"kind\" : \"card\"");
        }
        assertThat(VirtualCards.fromImage(TestImages.psam(image -> {}), TransmissionMode.T1, new Random(1))
                        .image())
                .contains("psam");
    }
}
