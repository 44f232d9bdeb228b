package org.sscard.virtualcard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.crypto.ByteArrays;

/**
 * What a personalised card of the test keys answers, wherever it lies: one body for the card in process, behind a real
 * pcscd and in a hand. It writes nothing, wastes no try and leaves no state. Lengths are exact, so that it does not matter
 * whether a stack fetches what a card announces (61xx, 6Cxx).
 */
abstract class ConformanceContract {

    private static final String FCI = "6F1C840F" + TestCard.SSSE + "A50988011E9F0C038601019000";

    private CardSession session;
    private TestCard card;

    /** A DES card of region 510100 that was made of the test roots, just powered. */
    abstract CardSession insert() throws Exception;

    abstract void remove() throws Exception;

    @BeforeEach
    final void powerUp() throws Exception {
        session = insert();
        card = new TestCard(session, CardAlgorithm.DES);
    }

    @AfterEach
    final void takeOut() throws Exception {
        remove();
    }

    @Test
    void answerToReset_carriesThirteenHistoricalBytes() {
        byte[] atr = session.atr();
        assertThat(atr).hasSize(17);
        assertThat(TestCard.hex(atr)).startsWith("3B6D0000");
    }

    @Test
    void environment_namesItsDirectoryFileAndItsAlgorithm() {
        assertThat(card.send("00A404000F" + TestCard.SSSE)).isEqualTo(FCI);
        assertThat(card.send("00A4000002DDF1")).isEqualTo(FCI);
    }

    @Test
    void applications_areFoundByNameByFidAndByPartOfTheirName() {
        card.inEnvironment();
        assertThat(card.send("00A4000002DF01")).isEqualTo("6F088406D156000005009000");
        assertThat(card.send("00A4040006D15600000503")).isEqualTo("6F088406D156000005039000");
        assertThat(card.send("00A4040005D156000005")).isEqualTo("6F088406D156000005009000");
        assertThat(card.send("00A4040205D156000005")).isEqualTo("6F088406D156000005019000");
        assertThat(card.send("00A4000002DF09")).isEqualTo("6A82");
    }

    @Test
    void checks_comeInTheirOrder() {
        assertThat(card.send("FFB00000")).isEqualTo("6E00");
        card.inEnvironment();
        assertThat(card.send("000F0000")).isEqualTo("6D00");
        assertThat(card.send("0020010003123456")).isEqualTo("6A86");
        assertThat(card.send("00B2019C01")).isEqualTo("6A82");
        assertThat(card.send("00B2552801")).isEqualTo("6A83");
    }

    @Test
    void element01_isThisCards() {
        card.inEnvironment();
        byte[] first = card.data("00B2012C12");
        assertThat(TestCard.hex(first)).startsWith("0110" + TestImages.REGION + "D156000005");
        byte[] serial = ByteArrays.tail(session.atr(), 4);
        assertThat(ByteArrays.slice(first, 10, 4)).isEqualTo(serial);
    }

    @Test
    void recordsByNumberAndByTag_areTheSame() {
        card.inEnvironment();
        assertThat(card.data("00B2072C0B")).isEqualTo(card.data("00B207280B"));
    }

    @Test
    void protectedData_staysClosedToAStranger() {
        card.in("DF01");
        assertThat(card.send("00B2012C04")).isEqualTo("6982");
        card.inEnvironment();
        assertThat(card.send("00DC072C0B0709414141414141414141")).isEqualTo("6982");
    }

    @Test
    void challenges_differ() {
        assertThat(card.challenge()).isNotEqualTo(card.challenge());
    }

    @Test
    void internalAuthentication_provesTheCardsOwnKey() {
        card.inEnvironment();
        byte[] random = TestCard.bytes("0102030405060708");
        byte[] data = TestCard.bytes("1112131415161718");
        byte[] answer = card.data("0088000010" + TestCard.hex(random) + TestCard.hex(data));
        byte[] key = card.cardKey("IRK");
        assertThat(answer).isEqualTo(card.crypto().cryptogram(card.crypto().sessionKey(key, random), data));
    }

    @Test
    void externalAuthentication_lastsUntilReset() {
        card.inEnvironment();
        assertThat(card.authenticate("UKSSSE")).isEqualTo("9000");
        session.reset();
        card.inEnvironment();
        assertThat(card.send("00DC072C0B0709414141414141414141")).isEqualTo("6982");
    }

    @Test
    void challenge_servesOneAuthentication() {
        card.inEnvironment();
        String withoutChallenge = card.send("0082000510" + "00".repeat(16));
        assertThat(withoutChallenge).isEqualTo("6984");
    }

    @Test
    void reset_forgetsWhatWasSelected() {
        card.inEnvironment();
        session.reset();
        assertThat(card.send("00B2072C0B")).isEqualTo("6A82");
    }

    @Test
    void lifeCycle_isActive() {
        assertThat(card.send("80CA009F01")).isEqualTo("039000");
    }
}
