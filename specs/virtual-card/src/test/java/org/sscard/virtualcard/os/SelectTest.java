package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/** SELECT (§2, §6). */
class SelectTest {

    private static final String DES_FCI =
            "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA5098801 1E9F0C03860101".replace(" ", "");

    private final TestCard card = TestCard.t1(TestImages.card());

    @Test
    void environmentByName_answersThePublishedFci() {
        assertThat(card.send("00A404000F" + TestCard.SSSE + "00")).isEqualTo(DES_FCI + "9000");
    }

    @Test
    void environmentOfAnSm4Card_namesAlgorithm03() {
        TestCard sm4 = TestCard.t1(TestImages.sm4Card());
        assertThat(sm4.send("00A404000F" + TestCard.SSSE)).endsWith("8601039000");
    }

    @Test
    void environmentByFid_answersTheSameFci() {
        assertThat(card.send("00A4000002DDF1")).isEqualTo(DES_FCI + "9000");
    }

    @Test
    void applicationByNameAndByFid_answersItsName() {
        card.inEnvironment();
        assertThat(card.send("00A4000002DF01")).isEqualTo("6F088406D156000005009000");
        assertThat(card.send("00A4040006D15600000503")).isEqualTo("6F088406D156000005039000");
        assertThat(card.send("00A4010002DF02")).isEqualTo("6F088406D156000005019000");
    }

    @Test
    void masterFile_answersNoData() {
        assertThat(card.send("00A40000023F00")).isEqualTo("9000");
        assertThat(card.send("00A40000")).isEqualTo("9000");
        assertThat(card.send("00A4000000")).isEqualTo("9000");
    }

    @Test
    void elementaryFile_answersNoDataInBothForms() {
        card.inEnvironment();
        assertThat(card.send("00A4020002EF05")).isEqualTo("9000");
        assertThat(card.send("00A4000002EF06")).isEqualTo("9000");
    }

    @Test
    void partialName_findsTheFirstAndWithP2Two_theNext() {
        card.inEnvironment();
        assertThat(card.send("00A4040005D156000005")).contains("D15600000500").endsWith("9000");
        assertThat(card.send("00A4040205D156000005")).contains("D15600000501").endsWith("9000");
        assertThat(card.send("00A4040205D156000005")).contains("D15600000502").endsWith("9000");
        assertThat(card.send("00A4040205D156000005")).contains("D15600000503").endsWith("9000");
        assertThat(card.send("00A4040205D156000005")).isEqualTo("6A82");
    }

    @Test
    void failedSelect_changesNothing() {
        card.in("DF01").withPin("123456");
        assertThat(card.send("00A4000002DF09")).isEqualTo("6A82");
        assertThat(card.send("00A4040005D156000099")).isEqualTo("6A82");
        assertThat(card.send("00A4020002EF0C")).isEqualTo("6A82");
        assertThat(card.send("00B2012C00")).endsWith("9000");
    }

    @Test
    void applicationFromTheMasterFile_needsItsName() {
        assertThat(card.send("00A4000002DF01")).isEqualTo("6A82");
        assertThat(card.send("00A4040006D15600000500")).endsWith("9000");
    }

    @Test
    void internalMedicalFile_isNotSelected() {
        card.in("DF04");
        assertThat(card.send("00A4020002EF00")).isEqualTo("6A82");
    }

    @Test
    void optionalApplication_standsOnlyWhereTheImageNamesIt() {
        card.inEnvironment();
        assertThat(card.send("00A4000002DF07")).isEqualTo("6A82");
        TestCard other = TestCard.t1(
                TestImages.card(image -> image.putArray("optional").add("DF05").add("DF07")));
        other.inEnvironment();
        assertThat(other.send("00A4000002DF07")).isEqualTo("6F088406D156000005049000");
        assertThat(other.send("00A4000002DF05")).isEqualTo("6F128410C9FAC3FCD3EBBDA1BFB5D0C5CFA2C7F89000");
    }

    @Test
    void wrongParametersAndLengths_areRefused() {
        card.inEnvironment();
        assertThat(card.send("00A4050002EF05")).isEqualTo("6A86");
        assertThat(card.send("00A4000C02EF05")).isEqualTo("6A86");
        assertThat(card.send("00A4000003EF0500")).isEqualTo("6700");
        assertThat(card.send("00A4040004D1560000")).isEqualTo("6700");
        assertThat(card.send("00A404001100112233445566778899AABBCCDDEEFF00")).isEqualTo("6700");
    }

    @Test
    void wrongLe_is6CxxAndSelectsNothing() {
        assertThat(card.send("00A404000F" + TestCard.SSSE + "10")).isEqualTo("6C1E");
        assertThat(card.send("00B2012C00")).isEqualTo("6A82");
        assertThat(card.send("00A404000F" + TestCard.SSSE + "1E")).endsWith("9000");
    }

    @Test
    void name_has5To16Bytes() {
        assertThat(card.send("00A4040004" + TestCard.SSSE.substring(0, 8))).isEqualTo("6700");
        assertThat(card.send("00A4040005" + TestCard.SSSE.substring(0, 10))).isEqualTo(DES_FCI + "9000");
        assertThat(card.send("00A4040010" + TestCard.SSSE + "00")).isEqualTo("6A82");
        assertThat(card.send("00A4040011" + TestCard.SSSE + "0000")).isEqualTo("6700");
    }
}
