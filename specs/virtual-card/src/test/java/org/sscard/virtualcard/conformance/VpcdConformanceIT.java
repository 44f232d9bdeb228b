package org.sscard.virtualcard.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.PcscDaemon;
import org.sscard.virtualcard.vpcd.VpcdCard;

/** The contract for the card behind a real pcscd, in both modes of transmission. */
@Timeout(120)
class VpcdConformanceIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static PcscDaemon pcscd;
    private static CardTerminal reader;

    @BeforeAll
    static void startDaemon() throws Exception {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        TerminalFactory factory = TerminalFactory.getInstance("PC/SC", null);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> factory.terminals().list().size() == 2);
        reader = factory.terminals().list().get(0);
    }

    @AfterAll
    static void stopDaemon() throws IOException {
        if (pcscd != null) {
            pcscd.close();
        }
    }

    /** One card in the first reader. */
    abstract static class InReader extends ConformanceContract {

        private final TransmissionMode mode;
        private VpcdCard served;
        private PcscSession session;

        InReader(TransmissionMode mode) {
            this.mode = mode;
        }

        @Override
        CardSession insert() throws Exception {
            await().atMost(SOON).until(() -> !reader.isCardPresent());
            CardSession card = VirtualCards.fromImage(TestImages.card(), mode, new Random(1));
            served = VpcdCard.serve(card, "127.0.0.1", pcscd.port(0));
            await().atMost(SOON).until(() -> reader.isCardPresent());
            session = new PcscSession(reader);
            return session;
        }

        @Override
        void remove() throws Exception {
            session.disconnect();
            served.close();
        }
    }

    @Nested
    class DataAtOnce extends InReader {
        DataAtOnce() {
            super(TransmissionMode.T1);
        }
    }

    @Nested
    class DataByGetResponse extends InReader {
        DataByGetResponse() {
            super(TransmissionMode.T0);
        }
    }
}
