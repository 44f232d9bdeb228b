package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/** CLA → INS → P1 P2 → Lc → file or key → structure → security → data → MAC → Le (§6); 61xx and 6Cxx (§1). */
class OrderOfChecksTest {

    private final TestCard card = TestCard.t1(TestImages.card()).inEnvironment();

    @ParameterizedTest
    @CsvSource({
        "FF000000, 6E00",
        "01A40000, 6E00",
        "BFEC000001FF, 6E00",
        "80A4040005D156000005, 6E00",
        "00260001, 6E00",
        "04B2012C00, 6E00",
        "000F0000, 6D00",
        "80FF0000, 6D00",
        "00200100, 6A86",
        "0082010410, 6A86",
        "008200041000, 6700",
        "00820004, 6700",
        "0084000001FF, 6700",
        "00A404000F7378, 6700",
        "00A4040000000F7378312E73682EC9E7BBE1B1A3D5CF, 6700",
        "00B20555 01 00, 6700",
        "00B2019C 00, 6A82",
        "00D2000000, 6D00",
    })
    void eachCheck_comesInItsTurn(String command, String status) {
        assertThat(card.send(command)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00A4", "00A404"})
    void lessThanAHeader_isAWrongLength(String command) {
        assertThat(card.send(command)).isEqualTo("6700");
    }

    @Test
    void structure_comesBeforeSecurity() {
        assertThat(card.send("00B2014400")).isEqualTo("6981");
        assertThat(card.send("00B0880001")).isEqualTo("6982");
        assertThat(card.send("00D6880101FF")).isEqualTo("6982");
        assertThat(card.send("00DC05280299FF")).isEqualTo("6982");
    }

    @Test
    void security_comesBeforeTheWrongLe() {
        card.in("DF01");
        assertThat(card.send("00B2012C01")).isEqualTo("6982");
        card.withPin("123456");
        assertThat(card.send("00B2092C01")).isEqualTo("6A83");
        assertThat(card.send("00B2012C01")).isEqualTo("6C04");
    }

    @Test
    void modeT0_keepsDataForGetResponse() {
        TestCard t0 = TestCard.t0(TestImages.card());
        assertThat(t0.send("00C0000000")).isEqualTo("6F00");
        assertThat(t0.send("00A404000F" + TestCard.SSSE)).isEqualTo("611E");
        assertThat(t0.send("00C0000000")).isEqualTo("6C1E");
        assertThat(t0.send("00C0000020")).isEqualTo("6C1E");
        assertThat(t0.send("00C0000010")).hasSize(36).endsWith("610E");
        assertThat(t0.send("00C0000001")).hasSize(6).endsWith("610D");
        assertThat(t0.send("00C000000D")).hasSize(30).endsWith("01019000");
        assertThat(t0.send("00C0000001")).isEqualTo("6F00");
        assertThat(t0.send("00A404000F" + TestCard.SSSE + "1E")).isEqualTo("611E");
        assertThat(t0.send("00C0010001")).isEqualTo("6A86");
        assertThat(t0.send("00C000001E")).endsWith("9000");
    }

    @Test
    void anyOtherCommandOrAReset_dropsWaitingData() {
        TestCard t0 = TestCard.t0(TestImages.card());
        assertThat(t0.send("00A404000F" + TestCard.SSSE)).isEqualTo("611E");
        t0.send("0084000008");
        assertThat(t0.send("00C000001E")).isEqualTo("6F00");
        t0.send("00A404000F" + TestCard.SSSE);
        t0.session().reset();
        assertThat(t0.send("00C000001E")).isEqualTo("6F00");
    }

    @Test
    void getResponse_takesTheClassOfTheCommandThatItGoesWith() {
        TestCard t0 = TestCard.t0(TestImages.card());
        t0.send("00A404000F" + TestCard.SSSE);
        t0.send("00A4000002DF04");
        t0.send("0020000003123456");
        assertThat(t0.send("B02800010B" + "01" + "00000001" + "510100000001")).isEqualTo("6110");
        assertThat(t0.send("B0C0000010")).hasSize(36).endsWith("9000");
        assertThat(t0.send("FFC0000010")).isEqualTo("6E00");
    }

    @Test
    void modeT1_hasNothingWaiting() {
        assertThat(card.send("00C0000000")).isEqualTo("6F00");
    }

    @Test
    void lifeCycleOfAnIssuedCard_isActiveAndIssuingCommandsAreOver() {
        assertThat(card.send("80CA009F00")).isEqualTo("039000");
        assertThat(card.send("80CA009F02")).isEqualTo("6C01");
        assertThat(card.send("80CA009E01")).isEqualTo("6A86");
        assertThat(card.send("80E0030000")).isEqualTo("6700");
        assertThat(card.send("80E003000BEF0C01001000000000FF00")).isEqualTo("6985");
        assertThat(card.send("805C00000D" + "00".repeat(13))).isEqualTo("6985");
        assertThat(card.send("80F00000")).isEqualTo("6985");
        assertThat(card.send("84D400001C" + "00".repeat(28))).isEqualTo("6985");
    }

    @Test
    void answerToReset_isThePublishedOne() {
        assertThat(TestCard.hex(card.session().atr())).isEqualTo("3B6D0000" + TestImages.HISTORICAL);
    }
}
