package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/**
 * Commands in any number, each behind one byte with its length: every one is answered, and afterwards the card says what
 * it is. An image of what is left can always be taken, and is the same card.
 */
class CardOsFuzzTest {

    private static final String SM4 = TestImages.card(image -> {
        image.put("algorithm", "SM4");
        TestImages.withAllApplications(image);
    });
    private static final String DES = TestImages.card(TestImages::withAllApplications);
    private static final String BLANK = "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
            + "\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}";

    @FuzzTest(maxDuration = "180s")
    void commands_areAnsweredAndTheCardStaysACard(byte[] script) {
        for (String image : new String[] {DES, SM4, BLANK}) {
            CardSession card = TestCard.t1(image).session();
            CardSession slow = TestCard.t0(image).session();
            for (int at = 0; at < script.length; ) {
                int end = Math.min(at + 1 + (script[at] & 0xFF), script.length);
                byte[] command = Arrays.copyOfRange(script, at + 1, end);
                answered(card.transmit(command));
                answered(slow.transmit(command));
                at = end;
            }
            staysACard(card);
            staysACard(slow);
        }
    }

    private static void answered(byte[] answer) {
        assertThat(answer.length).isBetween(2, 258);
        assertThat(answer[answer.length - 2] & 0xF0).isIn(0x60, 0x90);
    }

    private static void staysACard(CardSession card) {
        card.reset();
        byte[] lifeCycle = card.transmit(TestCard.bytes("80CA009F01"));
        assertThat(TestCard.hex(lifeCycle)).matches("0[0-4]9000");
        String image = card.image();
        assertThat(TestCard.t1(image).session().image()).isEqualTo(image);
    }
}
