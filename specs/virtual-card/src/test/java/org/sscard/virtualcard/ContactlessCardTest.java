package org.sscard.virtualcard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.virtualcard.command.TransmissionMode;

/** The contactless side of a 3.0 card (§1, §9). */
class ContactlessCardTest {

    private static final String CONTACTLESS = TestImages.card(image -> image.put("version", "3.00"));

    @Test
    void historicalBytes_areTheSameInAtrAtsAndTheReadersAtr() {
        VirtualCard card = card(CONTACTLESS);
        assertThat(TestCard.hex(card.atr())).isEqualTo("3B6D0000" + TestImages.HISTORICAL);
        assertThat(TestCard.hex(card.ats())).isEqualTo("1278778002" + TestImages.HISTORICAL);
        assertThat(TestCard.hex(new ContactlessCard(card).atr())).isEqualTo("3B8D8001" + TestImages.HISTORICAL + "81");
    }

    /** ISO/IEC 7816-3: all bytes from T0 to the check byte give 00. */
    @Test
    void checkByte_closesTheReadersAtr() {
        byte[] atr = new ContactlessCard(card(CONTACTLESS)).atr();
        int sum = 0;
        for (int i = 1; i < atr.length; i++) {
            sum ^= atr[i];
        }
        assertThat(sum).isZero();
    }

    @Test
    void card_isTheSameOnBothSides() {
        CardSession field = new ContactlessCard(card(CONTACTLESS));
        assertThat(TestCard.hex(field.transmit(TestCard.bytes("00A404000F" + TestCard.SSSE))))
                .endsWith("9000");
        assertThat(TestCard.hex(field.transmit(TestCard.bytes("00B2013400")))).isEqualTo("6982");
        field.reset();
        assertThat(TestCard.hex(field.transmit(TestCard.bytes("00B2013400")))).isEqualTo("6A82");
        assertThat(field.isPresent()).isTrue();
        assertThat(field.absence()).isEmpty();
        assertThat(field.image()).contains("3.00");
    }

    @ParameterizedTest
    @CsvSource({"1.00, false", "2.00, false", "2.01, false", "3.00, true"})
    void onlyCardsOf3_haveTheInterface(String version, boolean expected) {
        assertThat(card(TestImages.card(image -> image.put("version", version))).hasContactlessInterface())
                .isEqualTo(expected);
    }

    private static VirtualCard card(String image) {
        return (VirtualCard) TestCard.of(image, TransmissionMode.T1).session();
    }
}
