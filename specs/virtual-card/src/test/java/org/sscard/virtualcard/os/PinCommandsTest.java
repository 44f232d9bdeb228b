package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/** VERIFY, CHANGE PIN, PIN CHANGE/UNBLOCK (§4, §5.3, §6). */
class PinCommandsTest {

    private final TestCard card = TestCard.t1(TestImages.card()).inEnvironment();

    @Test
    void wrongPinTwice_leavesFourTries() {
        assertThat(card.send("0020000003111111")).isEqualTo("63C5");
        assertThat(card.send("0020000003222222")).isEqualTo("63C4");
        assertThat(card.send("00200000")).isEqualTo("63C4");
        assertThat(card.send("0020000000")).isEqualTo("63C4");
        assertThat(card.send("0020000003123456")).isEqualTo("9000");
        assertThat(card.send("0020000000")).isEqualTo("63C6");
    }

    @Test
    void sixWrongPins_block() {
        for (int left = 5; left >= 0; left--) {
            assertThat(card.send("0020000003111111")).isEqualTo("63C" + left);
        }
        assertThat(card.send("0020000003123456")).isEqualTo("6983");
        assertThat(card.send("805E010007123456FF654321")).isEqualTo("6983");
        assertThat(card.send("0020000000")).isEqualTo("63C0");
        card.session().reset();
        card.inEnvironment();
        assertThat(card.send("0020000003123456")).isEqualTo("6983");
    }

    @Test
    void wrongPin_clearsTheVerifiedState() {
        card.in("DF01").withPin("123456");
        assertThat(card.send("00B2012C00")).endsWith("9000");
        assertThat(card.send("0020000003111111")).isEqualTo("63C5");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
    }

    @ParameterizedTest
    @ValueSource(strings = {"03123456", "04123456FF", "08123456FFFFFFFFFF"})
    void fillersBehindThePin_doNotMatter(String entered) {
        assertThat(card.send("00200000" + entered)).isEqualTo("9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"03A23456", "0312F456", "0212FF", "05123456FF12"})
    void malformedPin_isBadDataAndCostsNoTry(String entered) {
        assertThat(card.send("00200000" + entered)).isEqualTo("6A80");
        assertThat(card.send("0020000000")).isEqualTo("63C6");
    }

    @Test
    void lengthsOutside2To8_areWrong() {
        assertThat(card.send("002000000112")).isEqualTo("6700");
        assertThat(card.send("0020000009123456789012345678")).isEqualTo("6700");
        assertThat(card.send("0020000006")).isEqualTo("6700");
        assertThat(card.send("0020010003123456")).isEqualTo("6A86");
    }

    @Test
    void cardWithoutPin_saysSo() {
        TestCard none =
                TestCard.t1(TestImages.card(image -> image.remove("pin"))).inEnvironment();
        assertThat(none.send("0020000000")).isEqualTo("9000");
        assertThat(none.send("0020000003123456")).isEqualTo("6A88");
        none.in("DF04");
        assertThat(none.send("B026000104")).isEqualTo("000186A09000");
    }

    @Test
    void pinOfOddLength_isFilledWithF() {
        TestCard odd =
                TestCard.t1(TestImages.card(image -> image.put("pin", "12345"))).inEnvironment();
        assertThat(odd.send("0020000003123450")).isEqualTo("63C5");
        assertThat(odd.send("002000000312345F")).isEqualTo("9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"07123456FF654321", "11123456FFFFFFFFFFFF654321FFFFFFFFFF", "0C123456FFFFFFFFFFFF654321"})
    void change_takesBothFilledForms(String data) {
        assertThat(card.send("805E0100" + data)).isEqualTo("9000");
        assertThat(card.send("0020000003123456")).isEqualTo("63C5");
        assertThat(card.send("0020000003654321")).isEqualTo("9000");
    }

    @Test
    void change_countsWrongPinsAndRefusesBadOnes() {
        assertThat(card.send("805E010007111111FF654321")).isEqualTo("63C5");
        assertThat(card.send("805E010007123456FF65432A")).isEqualTo("6A80");
        assertThat(card.send("805E0100051234FF12FF")).isEqualTo("6A80");
        assertThat(card.send("805E01000712345665432112")).isEqualTo("6A80");
        assertThat(card.send("805E010003123456")).isEqualTo("6700");
        assertThat(card.send("805E000007123456FF654321")).isEqualTo("6A86");
        assertThat(card.send("0020000000")).isEqualTo("63C5");
        assertThat(card.send("805E010007123456FF654321")).isEqualTo("9000");
        assertThat(card.send("0020000000")).isEqualTo("63C6");
    }

    @Test
    void reload_setsAnotherPinUnderPukAndStk() {
        blockPin(card);
        assertThat(reload(card, "654321")).isEqualTo("6982");
        assertThat(card.authenticate("PUK")).isEqualTo("9000");
        assertThat(reload(card, "654321")).isEqualTo("9000");
        assertThat(card.send("0020000003654321")).isEqualTo("9000");
        assertThat(reload(card, "1234567890123456")).isEqualTo("9000");
        assertThat(card.send("00200000081234567890123456")).isEqualTo("9000");
    }

    @Test
    void reloadUnderSm4_isLc14() {
        TestCard sm4 = TestCard.t1(TestImages.sm4Card()).inEnvironment();
        assertThat(sm4.authenticate("PUK")).isEqualTo("9000");
        assertThat(reload(sm4, "654321")).isEqualTo("9000");
        assertThat(sm4.send("0020000003654321")).isEqualTo("9000");
    }

    @Test
    void reloadClearsTheVerifiedState() {
        card.withPin("123456");
        card.authenticate("PUK");
        assertThat(reload(card, "654321")).isEqualTo("9000");
        card.ok("00A4000002DF01");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
    }

    @Test
    void unblock_givesAllTriesBackAndKeepsThePin() {
        blockPin(card);
        card.authenticate("PUK");
        assertThat(card.secured("84240000", card.cardKey("STK"), new byte[0])).isEqualTo("9000");
        assertThat(card.send("0020000000")).isEqualTo("63C6");
        assertThat(card.send("0020000003123456")).isEqualTo("9000");
    }

    @Test
    void reloadFromAnApplication_usesTheKeyOfTheEnvironment() {
        card.authenticate("PUK");
        card.ok("00A4000002DF01");
        assertThat(reload(card, "654321")).isEqualTo("9000");
    }

    @Test
    void badSecureMessaging_changesNothing() {
        card.authenticate("PUK");
        byte[] stk = card.cardKey("STK");
        assertThat(card.send("842400000400000000")).isEqualTo("6984");
        card.challenge();
        assertThat(card.send("842400000400000000")).isEqualTo("6988");
        assertThat(card.send("842400000400000000")).isEqualTo("6984");
        assertThat(card.securedAndEncrypted("84240001", stk, TestCard.bytes("65432A")))
                .isEqualTo("6A80");
        assertThat(card.secured("84240001", stk, new byte[8])).isIn("6988", "6A80");
        assertThat(card.secured("84240000", stk, new byte[8])).isEqualTo("6700");
        assertThat(card.secured("84240001", stk, new byte[0])).isEqualTo("6700");
        assertThat(card.send("0020000003123456")).isEqualTo("9000");
    }

    @Test
    void pukState_lastsUntilReset() {
        card.authenticate("PUK");
        card.ok("00A40000023F00");
        card.inEnvironment();
        assertThat(reload(card, "654321")).isEqualTo("9000");
        card.session().reset();
        card.inEnvironment();
        assertThat(reload(card, "123456")).isEqualTo("6982");
    }

    private static void blockPin(TestCard card) {
        for (int i = 0; i < 6; i++) {
            card.send("0020000003999999");
        }
        assertThat(card.send("0020000003123456")).isEqualTo("6983");
    }

    private static String reload(TestCard card, String pin) {
        return card.securedAndEncrypted("84240001", card.cardKey("STK"), TestCard.bytes(pin));
    }

    @Test
    void parameters_areChecked() {
        assertThat(card.send("0020000103123456")).isEqualTo("6A86");
        assertThat(card.send("805E000007123456FF654321")).isEqualTo("6A86");
        assertThat(card.send("805E010107123456FF654321")).isEqualTo("6A86");
        assertThat(card.send("842400020400000000")).isEqualTo("6A86");
        assertThat(card.send("842401000400000000")).isEqualTo("6A86");
        assertThat(card.send("842400000500000000" + "00")).isEqualTo("6700");
        assertThat(card.send("842400000C" + "00".repeat(12))).isEqualTo("6700");
        assertThat(card.send("842400010400000000")).isEqualTo("6700");
    }

    @Test
    void shortestPin_hasFourDigitsOnBothSidesOfAChange() {
        card.ok("805E010006" + "123456FF" + "1234");
        card.ok("00200000021234");
        assertThat(card.send("805E010005" + "1234FF" + "123F")).isEqualTo("6A80");
        card.ok("805E010005" + "1234FF" + "5678");
        card.ok("00200000025678");
    }
}
