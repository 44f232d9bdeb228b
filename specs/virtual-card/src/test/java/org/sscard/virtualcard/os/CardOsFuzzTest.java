package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.image.CardImage;
import org.sscard.virtualcard.image.ImageNode;
import org.sscard.virtualcard.memory.CardMemory;

/**
 * Commands in any number, each behind one byte with its length: every one is answered, and afterwards the card says what
 * it is. An image of what is left can be taken, and is the same card.
 */
class CardOsFuzzTest {

    private static final CardImage SM4 = image(TestImages.card(image -> {
        image.put("algorithm", "SM4");
        TestImages.withAllApplications(image);
    }));
    private static final CardImage DES = image(TestImages.card(TestImages::withAllApplications));
    private static final CardImage BLANK =
            image("{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                    + "\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}");
    /** An export is made and read again, which takes as long as hundreds of commands: after one script in so many. */
    private static final int EXPORTS = 16;

    @FuzzTest(maxDuration = "180s")
    void commands_areAnsweredAndTheCardStaysACard(byte[] script) {
        for (CardImage image : List.of(DES, SM4, BLANK)) {
            CardOs card = new CardOs(image.memory().copy(), TransmissionMode.T1, new Random(1));
            CardOs slow = new CardOs(image.memory().copy(), TransmissionMode.T0, new Random(1));
            for (int at = 0; at < script.length; ) {
                int end = Math.min(at + 1 + (script[at] & 0xFF), script.length);
                byte[] command = Arrays.copyOfRange(script, at + 1, end);
                answered(card.transmit(command));
                answered(slow.transmit(command));
                at = end;
            }
            staysACard(card);
            staysACard(slow);
            if (script.length % EXPORTS == 0) {
                exportsItself(image, card.memory());
            }
        }
    }

    private static CardImage image(String json) {
        return CardImage.read(ImageNode.parse(json));
    }

    private static void answered(byte[] answer) {
        assertThat(answer.length).isBetween(2, 258);
        assertThat(answer[answer.length - 2] & 0xF0).isIn(0x60, 0x90);
    }

    private static void staysACard(CardOs card) {
        card.reset();
        byte[] lifeCycle = card.transmit(TestCard.bytes("80CA009F01"));
        assertThat(TestCard.hex(lifeCycle)).matches("0[0-4]9000");
    }

    private static void exportsItself(CardImage image, CardMemory live) {
        String exported = image.export(live);
        CardImage again = image(exported);
        assertThat(again.export(again.memory())).isEqualTo(exported);
    }
}
