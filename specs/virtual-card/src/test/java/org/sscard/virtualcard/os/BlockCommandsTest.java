package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.crypto.SecureMessaging;

/** APPLICATION BLOCK, CARD BLOCK and secured updates (§5.3, §6). */
class BlockCommandsTest {

    private final TestCard card = TestCard.t1(TestImages.card());

    @Test
    void blockedApplication_answers9303UntilAnotherIsSelected() {
        card.in("DF03");
        byte[] stk = card.cardKey("STKDF03");
        assertThat(card.secured("841E0001", stk, new byte[0])).isEqualTo("6982");
        card.authenticate("LKDF03");
        assertThat(card.secured("841E0001", new byte[8], new byte[0])).isEqualTo("6988");
        assertThat(card.secured("841E0001", stk, new byte[0])).isEqualTo("9000");
        assertThat(card.send("00B2012C00")).isEqualTo("9303");
        assertThat(card.send("0084000008")).isEqualTo("9303");
        assertThat(card.send("FFFF0000")).isEqualTo("9303");
        assertThat(card.send("00A4000002DF03")).isEqualTo("9303");
        assertThat(card.send("00A4000002EF05")).isEqualTo("9303");
        assertThat(card.send("00A4020002EF05")).isEqualTo("9303");
        assertThat(card.send("00A4010002DF99")).isEqualTo("9303");
        assertThat(card.send("00B2012C00")).isEqualTo("9303");
        card.inEnvironment();
        assertThat(card.send("00B2072C00")).endsWith("9000");
        assertThat(card.send("00A4000002DF03")).isEqualTo("9303");
        assertThat(card.send("00A4040006D15600000502")).isEqualTo("9303");
        assertThat(card.send("00B2072C00")).endsWith("9000");
        card.session().reset();
        card.inEnvironment();
        assertThat(card.send("00A4000002DF03")).isEqualTo("9303");
        assertThat(card.send("00A4000002DF04")).endsWith("9000");
    }

    @Test
    void applicationWithoutLockKey_cannotBeBlocked() {
        card.in("DF01");
        card.authenticate("UK1DF01");
        assertThat(card.secured("841E0001", card.cardKey("STKDF01"), new byte[0]))
                .isEqualTo("6985");
        card.inEnvironment();
        assertThat(card.secured("841E0001", card.cardKey("STK"), new byte[0])).isEqualTo("6985");
        assertThat(card.send("841E000004" + "00000000")).isEqualTo("6A86");
    }

    @Test
    void lockKeyState_survivesMovingToAnotherApplication() {
        card.in("DF04");
        card.authenticate("LKDF04");
        card.ok("00A4000002DF01");
        card.ok("00A4000002DF04");
        assertThat(card.secured("841E0001", card.cardKey("STKDF04"), new byte[0]))
                .isEqualTo("9000");
    }

    @Test
    void lockKeyOfAnotherApplication_doesNotHelp() {
        card.in("DF03");
        card.authenticate("LKDF03");
        card.ok("00A4000002DF04");
        assertThat(card.secured("841E0001", card.cardKey("STKDF04"), new byte[0]))
                .isEqualTo("6982");
    }

    @Test
    void blockedCard_answers6A81ToEverythingButItsLifeCycle() {
        card.inEnvironment();
        assertThat(card.secured("84160000", card.cardKey("STK"), new byte[0])).isEqualTo("6982");
        card.authenticate("BK");
        assertThat(card.send("841600000400000000")).isEqualTo("6984");
        assertThat(card.secured("84160000", new byte[8], new byte[0])).isEqualTo("6988");
        assertThat(card.send("80CA009F01")).isEqualTo("039000");
        assertThat(card.secured("84160000", card.cardKey("STK"), new byte[0])).isEqualTo("9000");
        assertThat(card.send("00A404000F" + TestCard.SSSE)).isEqualTo("6A81");
        assertThat(card.send("0084000008")).isEqualTo("6A81");
        assertThat(card.send("FF")).isEqualTo("6A81");
        card.session().reset();
        assertThat(card.send("00A40000023F00")).isEqualTo("6A81");
        assertThat(card.send("80CA009F01")).isEqualTo("049000");
    }

    @Test
    void securedUpdate_needsTheMacAndTheRule() {
        card.inEnvironment();
        byte[] stk = card.cardKey("STK");
        byte[] record = TestCard.bytes("050420260101");
        assertThat(card.secured("04DC0528", stk, record)).isEqualTo("6982");
        card.authenticate("UKSSSE");
        assertThat(card.secured("04DC0528", stk, record)).isEqualTo("9000");
        assertThat(card.send("00B2052C00")).isEqualTo("0504202601019000");
        assertThat(card.secured("04DC0528", new byte[8], TestCard.bytes("050420270101")))
                .isEqualTo("6988");
        assertThat(card.send("04DC05280400000000")).isEqualTo("6987");
        assertThat(card.send("04DC05280A050420270101" + "00000000")).isEqualTo("6984");
        assertThat(card.secured("04DC0528", stk, TestCard.bytes("060420270101")))
                .isEqualTo("6A80");
        assertThat(card.send("00B2052C00")).isEqualTo("0504202601019000");
    }

    @Test
    void securedUpdateOfAnApplicationFile_usesItsOwnKey() {
        TestCard other = TestCard.t1(TestImages.card(
                image -> image.withObject("/keys").putObject("named").put("STKDF01", "1122334455667788")));
        other.in("DF01");
        other.authenticate("UK7DF01");
        byte[] own = KeyFactors.of(TestImages.REGION, TestCard.bytes(TestImages.HISTORICAL))
                .cardKey(other.crypto(), TestCard.bytes("1122334455667788"));
        assertThat(other.secured("04D69600", own, TestCard.bytes("CAFE"))).isEqualTo("9000");
        assertThat(other.secured("04D69600", other.cardKey("STK"), TestCard.bytes("BEEF")))
                .isEqualTo("6988");
        assertThat(other.send("00B0960002")).isEqualTo("CAFE9000");
    }

    @Test
    void everyChangedBitOfASecuredUpdate_isRefused() {
        card.inEnvironment();
        card.authenticate("UKSSSE");
        byte[] stk = card.cardKey("STK");
        for (int bit = 0; bit < 32; bit++) {
            byte[] record = TestCard.bytes("050420260101");
            byte[] session = card.crypto().sessionKey(stk, card.challenge());
            byte[] mac = SecureMessaging.mac(card.crypto(), session, TestCard.bytes("04DC0528"), record);
            mac[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(card.send("04DC05280A" + TestCard.hex(record) + TestCard.hex(mac)))
                    .isEqualTo("6988");
        }
        assertThat(card.send("00B2052C00")).isEqualTo("0504FFFFFFFF9000");
    }

    @Test
    void imageNamesWhatIsBlocked() {
        TestCard application =
                TestCard.t1(TestImages.card(image -> image.putArray("blocked").add("DF04")));
        application.inEnvironment();
        assertThat(application.send("00A4000002DF04")).isEqualTo("9303");
        TestCard whole =
                TestCard.t1(TestImages.card(image -> image.putArray("blocked").add("CARD")));
        assertThat(whole.send("00A404000F" + TestCard.SSSE)).isEqualTo("6A81");
    }
}
