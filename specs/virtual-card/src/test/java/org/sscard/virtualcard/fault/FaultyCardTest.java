package org.sscard.virtualcard.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.ByteArrays;

/** Faults on order. */
class FaultyCardTest {

    private static final String INIT_SAM = "8070010034" + "AABBCCDD" + "0000" + "00000001" + "00000000" + "00000000"
            + "32" + "20260315" + "101112" + "01" + "01" + "11".repeat(24);

    private static final String WRITE = "00DC0528060504 20260101";
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void removal_letsTheCommandAnswerAndTakesTheCardAway() {
        TestCard card = faulty("{\"do\":\"remove\",\"at\":2}");
        card.ok("0084000008");
        card.ok("0084000008");
        assertThatThrownBy(() -> card.send("0084000008"))
                .isInstanceOfSatisfying(
                        CardTransportException.class,
                        e -> assertThat(e.kind()).isEqualTo(CardTransportException.Kind.CARD_REMOVED));
        assertThatThrownBy(() -> card.send("0084000008")).isInstanceOf(CardTransportException.class);
        card.session().reset();
        card.ok("0084000008");
    }

    @Test
    void delay_pausesAndGoesOn() {
        TestCard card = faulty("{\"do\":\"delay\",\"command\":\"0084\",\"millis\":1500,\"times\":2}");
        card.inEnvironment();
        card.challenge();
        card.challenge();
        card.challenge();
        assertThat(pauses).containsExactly(Duration.ofMillis(1500), Duration.ofMillis(1500));
    }

    @Test
    void statusWord_replacesTheCommand() {
        TestCard card = faulty("{\"do\":\"status\",\"command\":\"00B2\",\"at\":2,\"sw\":\"6A82\",\"times\":0}");
        card.inEnvironment();
        assertThat(card.send("00B2072C00")).endsWith("9000");
        assertThat(card.send("00B2072C00")).isEqualTo("6A82");
        assertThat(card.send("00B2072C00")).isEqualTo("6A82");
    }

    @Test
    void flippedBit_isTheOneAskedForOrTheSeeds() {
        TestCard card = faulty("{\"do\":\"flip\",\"command\":\"00B2\",\"byte\":0,\"bit\":7}");
        card.inEnvironment();
        assertThat(card.send("00B2072C00")).startsWith("8709");
        assertThat(card.send("00B2072C00")).startsWith("0709");
        String bySeed = faulty("{\"do\":\"flip\",\"command\":\"0084\"}").send("0084000008");
        assertThat(faulty("{\"do\":\"flip\",\"command\":\"0084\"}").send("0084000008"))
                .isEqualTo(bySeed);
    }

    @ParameterizedTest
    @CsvSource({"OLD, 0504FFFFFFFF9000", "NEW, 0504202601019000"})
    void tornRecord_isOldOrNew(String outcome, String expected) {
        TestCard card = faulty("{\"do\":\"tear\",\"command\":\"00DC\",\"outcome\":\"" + outcome + "\"}");
        assertThat(tornWrite(card)).isEqualTo(expected);
    }

    @Test
    void garbledRecord_isPartNewPartOldAndTheSameForTheSameSeed() {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            String fault = "{\"do\":\"tear\",\"command\":\"00DC\",\"outcome\":\"GARBLED\"}";
            String torn = tornWrite(faulty(seed, fault));
            assertThat(tornWrite(faulty(seed, fault))).isEqualTo(torn);
            assertThat(torn).startsWith("0504").hasSize(16);
            seen.add(torn);
        }
        assertThat(seen).hasSizeGreaterThan(5);
    }

    @Test
    void tornPurchase_isDoneOrNotDone() {
        String fault = "{\"do\":\"tear\",\"command\":\"B056\",\"outcome\":\"GARBLED\"}";
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            TestCard card = faulty(seed, fault);
            card.in("DF04");
            card.authenticate("DSK");
            assertThatThrownBy(() -> card.send("B0560000020701")).isInstanceOf(CardTransportException.class);
            card.session().reset();
            card.in("DF04");
            seen.add(card.send("B056010002"));
        }
        assertThat(seen).containsExactlyInAnyOrder("01019000", "07019000");
    }

    @Test
    void tornKeyLoad_leavesAHalfLoadedKey() {
        CardSession blank = VirtualCards.fromImage(
                "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                        + "\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}",
                TransmissionMode.T1,
                new Random(1));
        TestCard card = new TestCard(
                wrapped(blank, 1, "{\"do\":\"tear\",\"command\":\"84D4\",\"outcome\":\"GARBLED\"}"), CardAlgorithm.DES);
        byte[] transport = TestCard.bytes("404142434445464748494A4B4C4D4E4F");
        assertThat(card.authenticate(0, transport, "")).isEqualTo("9000");
        card.ok("80E00000");
        byte[] load = TestCard.bytes("00000101FF" + "11".repeat(16));
        assertThatThrownBy(() -> card.securedAndEncrypted("84D40000", transport, load))
                .isInstanceOf(CardTransportException.class);
        card.session().reset();
        assertThat(card.authenticate(0, transport, "")).isEqualTo("63CF");
        assertThat(card.authenticate(0, TestCard.bytes("11".repeat(16)), "")).isEqualTo("63CF");
        byte[] half = TestCard.bytes("11".repeat(8) + "00".repeat(8));
        assertThat(card.authenticate(0, half, "")).isEqualTo("9000");
    }

    @Test
    void wrongScript_isRefusedWithThePath() {
        assertThatThrownBy(() -> FaultScript.parse("{\"faults\":[{\"do\":\"explode\"}]}"))
                .hasMessageStartingWith("faults[0].do: ");
        assertThatThrownBy(() -> FaultScript.parse("{\"faults\":[{\"do\":\"remove\",\"at\":0}]}"))
                .hasMessageStartingWith("faults[0].at: ");
        assertThatThrownBy(() -> FaultScript.parse("{\"faults\":[{\"do\":\"tear\",\"outcome\":\"odd\"}]}"))
                .hasMessageStartingWith("faults[0].outcome: ");
        assertThatThrownBy(() -> FaultScript.parse("{\"fault\":[]}")).hasMessageStartingWith("fault: ");
    }

    @Test
    void tornTerminalSequence_isOldOrNew() {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            TestCard psam = faultyPsam(seed, "{\"do\":\"tear\",\"command\":\"8070\",\"outcome\":\"GARBLED\"}");
            assertThatThrownBy(() -> psam.send(INIT_SAM)).isInstanceOf(CardTransportException.class);
            psam.session().reset();
            psam.ok("00A4000002DF01");
            assertThat(psam.send("807200000400000000")).isEqualTo("6901");
            seen.add(psam.send("00B0990004"));
        }
        assertThat(seen).containsExactlyInAnyOrder("000000019000", "000000029000");
    }

    @ParameterizedTest
    @CsvSource({"OLD, 6A88, 9000, 9000", "NEW, 9000, 6A80, 9000", "GARBLED, 9000, 6A80, 6A80"})
    void tornKeyOfAPsam_isAbsentWholeOrHalf(String outcome, String delivered, String createdAgain, String sameCipher) {
        String fault = "{\"do\":\"tear\",\"command\":\"84D4\",\"outcome\":\"" + outcome + "\"}";
        TestCard psam = faultyPsam(3, fault);
        assertThatThrownBy(() -> createKey(psam)).isInstanceOf(CardTransportException.class);
        psam.session().reset();
        String deliver = "BFDE47F018" + "11".repeat(16) + "22".repeat(8);
        assertThat(psam.send(deliver)).isEqualTo(delivered);
        String torn = delivered.equals("9000") ? psam.send("80FA000008" + "00".repeat(8)) : "";
        assertThat(createKey(psam)).isEqualTo(createdAgain);
        TestCard whole = faultyPsam(3, "{\"do\":\"remove\",\"at\":99}");
        assertThat(createKey(whole)).isEqualTo("9000");
        whole.ok(deliver);
        String right = whole.send("80FA000008" + "00".repeat(8));
        assertThat(torn.isEmpty() || torn.equals(right)).isEqualTo(sameCipher.equals("9000"));
    }

    /** use 47 (two levels, encryption), id F0, a key of 16 bytes (§6, PSAM commands). */
    private static String createKey(TestCard psam) {
        byte[] own = TestCard.bytes(TestImages.ROOT16);
        byte[] challenge = psam.data("0084000004");
        byte[] cipher =
                psam.crypto().encrypt(own, TestCard.bytes("47F0000100000000" + "C1".repeat(8) + "D2".repeat(8)));
        byte[] header = TestCard.bytes("84D400111C");
        byte[] mac = psam.crypto().mac(own, challenge, ByteArrays.concat(header, cipher));
        return psam.send("84D400111C" + TestCard.hex(cipher) + TestCard.hex(mac));
    }

    private TestCard faultyPsam(long seed, String fault) {
        CardSession psam = VirtualCards.fromImage(TestImages.psam(image -> {}), TransmissionMode.T1, new Random(1));
        return new TestCard(wrapped(psam, seed, fault), CardAlgorithm.DES);
    }

    private static String tornWrite(TestCard card) {
        card.inEnvironment();
        card.authenticate("UKSSSE");
        assertThatThrownBy(() -> card.send(WRITE)).isInstanceOf(CardTransportException.class);
        card.session().reset();
        card.inEnvironment();
        return card.send("00B2052C00");
    }

    private TestCard faulty(String fault) {
        return faulty(7, fault);
    }

    private TestCard faulty(long seed, String fault) {
        CardSession card = VirtualCards.fromImage(TestImages.card(), TransmissionMode.T1, new Random(1));
        return new TestCard(wrapped(card, seed, fault), CardAlgorithm.DES);
    }

    private FaultyCard wrapped(CardSession card, long seed, String fault) {
        return new FaultyCard(
                card, FaultScript.parse("{\"seed\":" + seed + ",\"faults\":[" + fault + "]}"), pauses::add);
    }

    @Test
    void tornTransparentFile_isNewInFrontAndOldBehind() {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            TestCard card = faulty(seed, "{\"do\":\"tear\",\"command\":\"00D6\",\"outcome\":\"GARBLED\"}");
            card.in("DF01");
            card.authenticate("UK7DF01");
            assertThatThrownBy(() -> card.send("00D6960408" + "AA".repeat(8)))
                    .isInstanceOf(CardTransportException.class);
            card.session().reset();
            card.in("DF01");
            String torn = card.send("00B0960010");
            assertThat(torn).matches("00000000(AA)*..(00)*(00000000)9000").hasSize(36);
            seen.add(torn);
        }
        assertThat(seen).hasSizeGreaterThan(3);
    }

    @Test
    void tornVerify_leavesTheTriesOldOrNew() {
        for (String outcome : List.of("OLD", "NEW")) {
            TestCard card = faulty("{\"do\":\"tear\",\"command\":\"0020\",\"outcome\":\"" + outcome + "\"}");
            card.inEnvironment();
            assertThatThrownBy(() -> card.send("0020000003999999")).isInstanceOf(CardTransportException.class);
            card.session().reset();
            card.inEnvironment();
            assertThat(card.send("0020000000")).isEqualTo(outcome.equals("OLD") ? "63C6" : "63C5");
            assertThat(card.session().image()).contains("\"pin\"");
        }
    }

    @Test
    void cardThatWasTorn_hasLostItsStates() {
        TestCard card = faulty("{\"do\":\"tear\",\"command\":\"00B2\",\"outcome\":\"NEW\"}");
        card.in("DF01").withPin("123456");
        assertThat(card.session().isPresent()).isTrue();
        assertThatThrownBy(() -> card.send("00B2012C00")).isInstanceOf(CardTransportException.class);
        assertThat(card.session().isPresent()).isFalse();
        card.session().reset();
        assertThat(card.session().isPresent()).isTrue();
        assertThat(card.send("00B2012C00")).isEqualTo("6A82");
        card.in("DF01");
        assertThat(card.send("00B2012C00")).isEqualTo("6982");
    }

    @Test
    void removal_forATime_isToldToTheReader() {
        FaultScript script = FaultScript.parse("{\"returnsAfterMillis\":500,\"faults\":[]}");
        CardSession card = VirtualCards.fromImage(TestImages.card(), TransmissionMode.T1, new Random(1));
        assertThat(new FaultyCard(card, script).absence()).contains(Duration.ofMillis(500));
    }
}
