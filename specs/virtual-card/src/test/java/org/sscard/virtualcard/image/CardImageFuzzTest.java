package org.sscard.virtualcard.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;

/** Any file is an image of a card that exports itself, or refused by the path of what is wrong. */
class CardImageFuzzTest {

    @FuzzTest(maxDuration = "120s")
    void file_isACardOrRefusedByPath(byte[] file) {
        CardSession card;
        try {
            card = make(new String(file, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).matches("(?s).+: .+");
            return;
        }
        String exported = card.image();
        assertThat(make(exported).image()).isEqualTo(exported);
        assertThat(card.atr()[0]).isIn((byte) 0x3B, (byte) 0x3F);
    }

    private static CardSession make(String image) {
        return VirtualCards.fromImage(image, TransmissionMode.T1, new Random(1));
    }
}
