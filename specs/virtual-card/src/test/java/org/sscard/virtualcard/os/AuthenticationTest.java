package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;

/** Challenges, external and internal authentication, and how long their states last (§2, §4, §5.2). */
class AuthenticationTest {

    private final TestCard card = TestCard.t1(TestImages.card());

    @TestFactory
    Stream<DynamicTest> everyVersionOfEveryKey_authenticates() {
        CardLayout layout = CardLayout.of(SpecificationVersion.V2_0);
        List<KeyDefinition> keys =
                layout.keys().stream().filter(key -> key.type() == KeyType.EA).toList();
        return Stream.of(TestImages.card(TestImages::withAllApplications), TestImages.card(image -> {
                    TestImages.withAllApplications(image);
                    image.put("algorithm", "SM4");
                }))
                .flatMap(image -> keys.stream()
                        .map(key -> DynamicTest.dynamicTest(key.name(), () -> {
                            TestCard any = TestCard.t1(image);
                            if (key.directory().equals("SSSE")) {
                                any.inEnvironment();
                            } else {
                                any.in(key.directory());
                            }
                            for (int version = 1; version <= key.versions(); version++) {
                                assertThat(any.authenticate(key.id(), any.cardKey(key.name()), TestCard.octet(version)))
                                        .isEqualTo("9000");
                            }
                            String beyond = TestCard.octet(key.versions() + 1);
                            assertThat(any.authenticate(key.id(), any.cardKey(key.name()), beyond))
                                    .isEqualTo("6A88");
                        })));
    }

    @Test
    void wrongAuthentications_countDownAndBlock() {
        card.inEnvironment();
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("63C2");
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("63C1");
        assertThat(card.authenticate("UKSSSE")).isEqualTo("9000");
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("63C2");
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("63C1");
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("63C0");
        assertThat(card.authenticate("UKSSSE")).isEqualTo("6983");
        card.session().reset();
        card.inEnvironment();
        assertThat(card.authenticate("UKSSSE")).isEqualTo("6983");
    }

    @Test
    void retryCounter_isSharedByTheVersions() {
        card.inEnvironment();
        byte[] wrong = new byte[16];
        assertThat(card.authenticate(0x04, wrong, "01")).isEqualTo("63C2");
        assertThat(card.authenticate(0x04, wrong, "02")).isEqualTo("63C1");
        assertThat(card.authenticate(0x04, wrong, "03")).isEqualTo("63C0");
        assertThat(card.authenticate(0x04, card.cardKey("UKSSSE"), "01")).isEqualTo("6983");
    }

    @Test
    void blockAndLockKeys_neverLock() {
        card.inEnvironment();
        for (int i = 0; i < 20; i++) {
            assertThat(card.authenticateWrongly(0x05)).isEqualTo("63CF");
        }
        assertThat(card.authenticate("BK")).isEqualTo("9000");
        card.in("DF03");
        for (int i = 0; i < 20; i++) {
            assertThat(card.authenticateWrongly(0x83)).isEqualTo("63CF");
        }
        assertThat(card.authenticate("LKDF03")).isEqualTo("9000");
    }

    @Test
    void challenge_servesOnce() {
        card.inEnvironment();
        byte[] key = card.cardKey("UKSSSE");
        byte[] random = card.challenge();
        byte[] data = TestCard.bytes("0011223344556677");
        byte[] cryptogram = card.crypto().cryptogram(card.crypto().sessionKey(key, random), data);
        String command = "0082000410" + TestCard.hex(cryptogram) + TestCard.hex(data);
        assertThat(card.send(command)).isEqualTo("9000");
        assertThat(card.send(command)).isEqualTo("6984");
        card.challenge();
        assertThat(card.send(command)).isEqualTo("63C2");
        assertThat(card.send(command)).isEqualTo("6984");
    }

    @Test
    void challengeOf4Bytes_isFilledWithZeroes() {
        card.inEnvironment();
        byte[] random = card.data("0084000004");
        assertThat(random).hasSize(4);
        byte[] session = card.crypto().sessionKey(card.cardKey("UKSSSE"), random);
        byte[] data = new byte[8];
        String answer =
                card.send("0082000410" + TestCard.hex(card.crypto().cryptogram(session, data)) + TestCard.hex(data));
        assertThat(answer).isEqualTo("9000");
    }

    @Test
    void challengeLengths_are4And8And16() {
        assertThat(card.data("0084000010")).hasSize(16);
        assertThat(card.data("0084000008")).hasSize(8);
        assertThat(card.data("0084000000")).hasSize(8);
        assertThat(card.send("0084000005")).isEqualTo("6700");
        assertThat(card.send("0084010008")).isEqualTo("6A86");
        assertThat(TestCard.t0(TestImages.card()).send("0084000000")).isEqualTo("6C08");
    }

    @Test
    void seededCard_repeatsItsRandomNumbers() {
        assertThat(TestCard.t1(TestImages.card()).challenge()).isEqualTo(card.challenge());
    }

    @Test
    void unknownKeys_are6A88() {
        card.inEnvironment();
        assertThat(card.authenticateWrongly(0x00)).isEqualTo("6A88");
        assertThat(card.authenticateWrongly(0x02)).isEqualTo("6A88");
        assertThat(card.authenticateWrongly(0x0F)).isEqualTo("6A88");
        assertThat(card.authenticateWrongly(0x83)).isEqualTo("6A88");
    }

    @Test
    void internalAuthentication_answersTheCryptogram() {
        card.inEnvironment();
        byte[] random = TestCard.bytes("75D827CFD603ED6E");
        byte[] data = TestCard.bytes("30B00BBDB804864E");
        byte[] session = card.crypto().sessionKey(card.cardKey("IRK"), random);
        String expected = TestCard.hex(card.crypto().cryptogram(session, data)) + "9000";
        String input = TestCard.hex(random) + TestCard.hex(data);
        assertThat(card.send("0088000010" + input + "08")).isEqualTo(expected);
        assertThat(card.send("0088000010" + input)).isEqualTo(expected);
        assertThat(card.send("0088000011" + input + "03" + "00")).isEqualTo(expected);
        assertThat(card.send("0088000011" + input + "04" + "00")).isEqualTo("6A88");
        assertThat(card.send("0088000010" + input + "09")).isEqualTo("6C08");
        assertThat(card.send("0088000110" + input)).isEqualTo("6A86");
    }

    @Test
    void applicationKeys_areLostWhenAnotherDirectoryIsSelected() {
        card.in("DF01");
        card.authenticate("RK1DF01");
        assertThat(card.send("00B2012C00")).endsWith("9000");
        card.ok("00A4000002DF01");
        assertThat(card.send("00B2012C00")).endsWith("9000");
        card.ok("00A4000002DF02");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
        card.ok("00A4000002DF01");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
    }

    @Test
    void globalStates_holdInsideTheEnvironmentAndFallWithTheMasterFile() {
        card.inEnvironment();
        card.authenticate("RKSSSE");
        card.withPin("123456");
        card.in("DF01");
        assertThat(card.send("00B2012C00")).endsWith("9000");
        card.inEnvironment();
        assertThat(card.send("00B0880001")).endsWith("9000");
        card.ok("00A40000023F00");
        card.inEnvironment();
        assertThat(card.send("00B0880001")).isEqualTo("6982");
        card.in("DF01");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
    }

    @Test
    void reset_losesEverything() {
        card.in("DF01").withPin("123456");
        card.challenge();
        card.session().reset();
        card.in("DF01");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
        assertThat(card.send("0082008810" + "00".repeat(16))).isEqualTo("6984");
    }

    @Test
    void holderData_isFreeOnlyBefore3() {
        card.inEnvironment();
        assertThat(card.send("00B2093000")).endsWith("9000");
        TestCard third = TestCard.t1(
                TestImages.card(image -> image.put("version", "3.00").put("algorithm", "SM4")));
        third.inEnvironment();
        assertThat(third.send("00B2093000")).isEqualTo("6982");
        assertThat(third.send("00B2072C00")).endsWith("9000");
        assertThat(third.authenticate("RKSSSE")).isEqualTo("9000");
        assertThat(third.send("00B2093000")).endsWith("9000");
    }

    @Test
    void pinAndKey_needsBoth() {
        card.in("DF04");
        assertThat(card.send("00B2013400")).isEqualTo("6982");
        card.authenticate("RK1DF04");
        assertThat(card.send("00B2013400")).isEqualTo("6982");
        card.withPin("123456");
        assertThat(card.send("00B2013400")).endsWith("9000");
        card.session().reset();
        card.in("DF04").withPin("123456");
        assertThat(card.send("00B2013400")).isEqualTo("6982");
    }
}
