package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/** READ BINARY and UPDATE BINARY (§6). */
class BinaryCommandsTest {

    private final TestCard card =
            TestCard.t1(TestImages.card(image -> image.putObject("files").put("SSSE/EF08", "FFD8FFE0")));

    @Test
    void photo_isReadInPartsAfterAuthentication() {
        card.inEnvironment();
        assertThat(card.send("00B0880004")).isEqualTo("6982");
        card.authenticate("RKSSSE");
        assertThat(card.send("00B0880004")).isEqualTo("FFD8FFE09000");
        assertThat(card.data("00B00000 00")).hasSize(256);
        assertThat(card.data("00B00F00 00")).hasSize(256);
        assertThat(card.data("00B00FF0 00")).hasSize(16);
        assertThat(card.send("00B00FF0 20")).isEqualTo("6C10");
        assertThat(card.send("00B01000 01")).isEqualTo("6B00");
        assertThat(card.send("00B07FFF 01")).isEqualTo("6B00");
    }

    @Test
    void openLeInModeT0_is6CxxExceptForAWhole256() {
        TestCard t0 = TestCard.t0(TestImages.card());
        t0.send("00A404000F" + TestCard.SSSE);
        t0.authenticate("RKSSSE");
        assertThat(t0.data("00B0880000")).hasSize(256);
        assertThat(t0.send("00B00FF000")).isEqualTo("6C10");
    }

    @Test
    void freeFile_isReadWithoutAnything() {
        card.in("DF01");
        assertThat(card.data("00B0960000")).hasSize(256);
        assertThat(card.data("00B0010000")).hasSize(40);
    }

    @Test
    void update_writesInsideTheFileOnly() {
        card.in("DF01");
        assertThat(card.send("00D6960002CAFE")).isEqualTo("6982");
        card.authenticate("UK7DF01");
        assertThat(card.send("00D6960002CAFE")).isEqualTo("9000");
        assertThat(card.send("00B0960003")).isEqualTo("CAFE009000");
        assertThat(card.send("00D6012702CAFE")).isEqualTo("6A84");
        assertThat(card.send("00D6012801CA")).isEqualTo("6B00");
        assertThat(card.send("00D60127 01CA")).isEqualTo("9000");
        assertThat(card.send("00B00126 02")).isEqualTo("00CA9000");
    }

    @Test
    void recordFile_isNoTransparentFile() {
        card.inEnvironment();
        assertThat(card.send("00B0850001")).isEqualTo("6981");
        assertThat(card.send("00D6850001AA")).isEqualTo("6981");
        assertThat(card.send("00B0930001")).isEqualTo("6A82");
        assertThat(card.send("00B0000001")).isEqualTo("6986");
        assertThat(card.send("00B0C00001")).isEqualTo("6A86");
        assertThat(card.send("00B0800001")).isEqualTo("6A86");
    }

    @Test
    void fileThatWasWrittenByShortIdentifier_isTheCurrentOne() {
        card.in("DF01");
        assertThat(card.authenticate("UK7DF01")).isEqualTo("9000");
        assertThat(card.send("00B0000002")).isEqualTo("6986");
        card.ok("00D6960002CAFE");
        assertThat(card.send("00B0000002")).isEqualTo("CAFE9000");
        assertThat(card.send("00B0970002")).isEqualTo("00009000");
        assertThat(card.send("00B0000002")).isEqualTo("00009000");
    }
}
