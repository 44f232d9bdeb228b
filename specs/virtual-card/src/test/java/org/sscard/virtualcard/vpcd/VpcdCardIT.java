package org.sscard.virtualcard.vpcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import javax.smartcardio.TerminalFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.KeyFactors;

/** The virtual card in a real pcscd, read by the JDK's PC/SC as any stranger's program would. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VpcdCardIT {

    private static final int MANY = 2_000;

    private static PcscDaemon pcscd;
    private static List<CardTerminal> readers;

    @BeforeAll
    static void startDaemon() throws Exception {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        TerminalFactory factory = TerminalFactory.getInstance("PC/SC", null);
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> factory.terminals().list().size() == 2);
        readers = factory.terminals().list();
    }

    @AfterAll
    static void stopDaemon() throws IOException {
        if (pcscd != null) {
            pcscd.close();
        }
    }

    @ParameterizedTest
    @EnumSource(TransmissionMode.class)
    void strangersProgram_readsAuthenticatesAndPays(TransmissionMode mode) throws Exception {
        try (VpcdCard served = insert(0, TestImages.card(), mode)) {
            assertThat(served.isInserted()).isTrue();
            Card card = readers.get(0).connect("*");
            assertThat(TestCard.hex(card.getATR().getBytes())).isEqualTo("3B6D0000" + TestImages.HISTORICAL);
            CardChannel channel = card.getBasicChannel();
            assertThat(send(channel, "00A404000F" + TestCard.SSSE + "00"))
                    .startsWith("6F1C")
                    .endsWith("9000");
            assertThat(send(channel, "00B2072C0B")).isEqualTo("07094130303030313233339000");
            assertThat(send(channel, "00B2072C00")).isEqualTo("07094130303030313233339000");
            assertThat(send(channel, "0020000003123456")).isEqualTo("9000");
            assertThat(send(channel, "00A4000002DF04")).endsWith("9000");
            assertThat(send(channel, "B02801011301" + "00".repeat(12) + "510100000001"))
                    .startsWith("000186A0")
                    .endsWith("9000");
            assertThat(send(channel, "B026000104")).isEqualTo("000186A09000");
            card.disconnect(true);
        }
    }

    @Test
    void cardAndPsam_workTogetherInTwoReaders() throws Exception {
        try (VpcdCard inserted = insert(0, TestImages.card(), TransmissionMode.T1);
                VpcdCard sam = insert(1, TestImages.psam(image -> {}), TransmissionMode.T1)) {
            assertThat(inserted.isInserted() && sam.isInserted()).isTrue();
            Card card = readers.get(0).connect("*");
            Card psam = readers.get(1).connect("*");
            assertThat(send(psam.getBasicChannel(), "00B0960006")).isEqualTo("5101000000019000");
            send(card.getBasicChannel(), "00A404000F" + TestCard.SSSE);
            String random = send(card.getBasicChannel(), "0084000008").substring(0, 16);
            String factors = factors();
            assertThat(send(psam.getBasicChannel(), "BFDE671220" + factors + random))
                    .isEqualTo("6A88");
            assertThat(send(psam.getBasicChannel(), "BFDE681220" + factors + random))
                    .isEqualTo("9000");
            String data = "1122334455667788";
            String cryptogram =
                    send(psam.getBasicChannel(), "80FA000008" + data).substring(0, 16);
            assertThat(send(card.getBasicChannel(), "0082000410" + cryptogram + data))
                    .isEqualTo("9000");
            card.disconnect(true);
            psam.disconnect(true);
        }
    }

    @Test
    void pulledCard_isGoneAndComesBackWithoutItsStates() throws Exception {
        CardSession session = card(TestImages.card(), TransmissionMode.T1);
        VpcdCard served = insert(0, session);
        Card card = readers.get(0).connect("*");
        assertThat(send(card.getBasicChannel(), "00A404000F" + TestCard.SSSE)).endsWith("9000");
        served.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> !readers.get(0).isCardPresent());
        assertThatThrownBy(() -> send(card.getBasicChannel(), "0084000008")).isInstanceOf(CardException.class);
        try (VpcdCard again = insert(0, session)) {
            assertThat(again.isInserted()).isTrue();
            Card fresh = readers.get(0).connect("*");
            assertThat(send(fresh.getBasicChannel(), "00B2072C0B")).isEqualTo("6A82");
            fresh.disconnect(true);
        }
    }

    @Test
    void resetThroughPcsc_losesTheStates() throws Exception {
        try (VpcdCard served = insert(0, TestImages.card(), TransmissionMode.T1)) {
            assertThat(served.isInserted()).isTrue();
            Card card = readers.get(0).connect("*");
            assertThat(send(card.getBasicChannel(), "00A404000F" + TestCard.SSSE))
                    .endsWith("9000");
            card.disconnect(true);
            Card again = readers.get(0).connect("*");
            assertThat(send(again.getBasicChannel(), "00B2072C0B")).isEqualTo("6A82");
            again.disconnect(true);
        }
    }

    /** Without quick acknowledgements this takes 40 ms a command: 80 s here. */
    @Test
    void manyCommands_goAtTheReadersPace() throws Exception {
        try (VpcdCard served = insert(0, TestImages.card(), TransmissionMode.T1)) {
            assertThat(served.isInserted()).isTrue();
            Card card = readers.get(0).connect("*");
            send(card.getBasicChannel(), "00A404000F" + TestCard.SSSE);
            long before = System.nanoTime();
            for (int i = 0; i < MANY; i++) {
                send(card.getBasicChannel(), "00B2072C0B");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
            card.disconnect(true);
        }
    }

    /** Last: the JDK's PC/SC context stays dead when its daemon is gone. */
    @Test
    @Order(Integer.MAX_VALUE)
    void restartedDaemon_findsTheCardAgain() throws Exception {
        try (VpcdCard served = insert(0, TestImages.card(), TransmissionMode.T1)) {
            pcscd.kill();
            await().atMost(Duration.ofSeconds(10)).until(() -> !served.isInserted());
            pcscd.start();
            await().atMost(Duration.ofSeconds(20)).until(served::isInserted);
        }
    }

    /** factor3 ‖ factor2 ‖ factor1, as a PSAM of the ministry's level wants them. */
    private static String factors() {
        KeyFactors factors = KeyFactors.of(TestImages.REGION, TestCard.bytes(TestImages.HISTORICAL));
        return TestCard.hex(factors.card()) + TestCard.hex(factors.city()) + TestCard.hex(factors.province());
    }

    private static CardSession card(String image, TransmissionMode mode) {
        return VirtualCards.fromImage(image, mode, new Random(1));
    }

    private static VpcdCard insert(int reader, String image, TransmissionMode mode) {
        return insert(reader, card(image, mode));
    }

    private static VpcdCard insert(int reader, CardSession card) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !readers.get(reader).isCardPresent());
        VpcdCard served = VpcdCard.serve(card, "127.0.0.1", pcscd.port(reader));
        await().atMost(Duration.ofSeconds(20)).until(() -> readers.get(reader).isCardPresent());
        return served;
    }

    private static String send(CardChannel channel, String command) throws CardException {
        ResponseAPDU answer = channel.transmit(new CommandAPDU(TestCard.bytes(command)));
        return TestCard.hex(answer.getBytes());
    }
}
