package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.CardTerminals.State;
import javax.smartcardio.CommandAPDU;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.virtualcard.vpcd.VpcdCard;

/** The provider as any user of javax.smartcardio sees it, on a real pcscd. */
class PcscliteProviderIT {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final CommandAPDU COMMAND = new CommandAPDU(0x00, 0xA4, 0x04, 0x00, new byte[] {1}, 256);
    private static PcscDaemon pcscd;

    private final RecordingCard session = new RecordingCard();
    private PcscliteTerminals terminals;
    private CardTerminal reader;

    @BeforeAll
    static void startDaemon() throws IOException {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
    }

    @AfterAll
    static void stopDaemon() throws IOException {
        if (pcscd != null) {
            pcscd.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        CardTerminals opened = PcscFactory.ofThisMachine().open().terminals();
        assertThat(opened).isInstanceOf(PcscliteTerminals.class);
        terminals = (PcscliteTerminals) opened;
        await().atMost(10, SECONDS).until(() -> terminals.list().size() == 2);
        reader = terminals.list().get(0);
        assertThat(reader.waitForCardAbsent(TIMEOUT_MILLIS)).isTrue();
    }

    @AfterEach
    void close() {
        if (terminals != null) {
            terminals.close();
        }
    }

    private VpcdCard insert() throws CardException {
        VpcdCard inserted = VpcdCard.serve(session, "127.0.0.1", pcscd.port(0));
        assertThat(reader.waitForCardPresent(TIMEOUT_MILLIS)).isTrue();
        return inserted;
    }

    private static List<String> names(List<CardTerminal> listed) {
        return listed.stream().map(CardTerminal::getName).toList();
    }

    @Test
    void emptyReader_isNotConnected() {
        assertThatThrownBy(() -> reader.connect("*")).isInstanceOf(CardNotPresentException.class);
    }

    @Test
    void waiting_endsInTimeWithoutAChange() throws Exception {
        assertThat(reader.waitForCardPresent(100)).isFalse();
        assertThat(terminals.waitForChange(100)).isFalse();
        assertThat(terminals.list(State.CARD_INSERTION)).isEmpty();
    }

    @Test
    void cardSwappedBetweenTwoCalls_isAnInsertion() throws Exception {
        try (VpcdCard first = insert()) {
            assertThat(first.isInserted()).isTrue();
            assertThat(terminals.waitForChange(1)).isFalse();
        }
        assertThat(reader.waitForCardAbsent(TIMEOUT_MILLIS)).isTrue();
        try (VpcdCard second = insert()) {
            assertThat(second.isInserted()).isTrue();
            assertThat(terminals.waitForChange(1)).isTrue();
            assertThat(names(terminals.list(State.CARD_INSERTION))).containsExactly(reader.getName());
            assertThat(names(terminals.list(State.CARD_PRESENT))).containsExactly(reader.getName());
            assertThat(names(terminals.list(State.CARD_ABSENT))).doesNotContain(reader.getName());
        }
        assertThat(terminals.waitForChange(TIMEOUT_MILLIS)).isTrue();
        assertThat(names(terminals.list(State.CARD_REMOVAL))).containsExactly(reader.getName());
    }

    @Test
    void answerThatAnnouncesMore_isNotFollowed() throws Exception {
        try (VpcdCard inserted = insert()) {
            assertThat(inserted.isInserted()).isTrue();
            Card card = reader.connect("T=0");
            assertThat(card.getProtocol()).isEqualTo("T=0");
            assertThat(card.getBasicChannel().transmit(COMMAND).getSW()).isEqualTo(0x6108);
            assertThat(session.seen).containsExactly("00a404000101");
            card.disconnect(false);
            assertThatThrownBy(card::getBasicChannel).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void exclusiveConnection_keepsOthersOut() throws Exception {
        try (VpcdCard inserted = insert()) {
            assertThat(inserted.isInserted()).isTrue();
            Card card = reader.connect(PcscliteTerminal.EXCLUSIVE + "*");
            assertThatThrownBy(() -> reader.connect("*")).hasMessageEndingWith("SCARD_E_SHARING_VIOLATION");
            card.disconnect(true);
            reader.connect("*").disconnect(false);
        }
    }

    @Test
    void exclusiveAccess_belongsToItsThread() throws Exception {
        try (VpcdCard inserted = insert()) {
            assertThat(inserted.isInserted()).isTrue();
            Card card = reader.connect("*");
            card.beginExclusive();
            assertThat(card.getBasicChannel().transmit(COMMAND).getSW()).isEqualTo(0x6108);
            CompletableFuture<Integer> another = CompletableFuture.supplyAsync(() -> {
                try {
                    return card.getBasicChannel().transmit(COMMAND).getSW();
                } catch (CardException e) {
                    return 0;
                }
            });
            assertThat(another.get(10, SECONDS)).isZero();
            card.endExclusive();
            assertThatThrownBy(card::endExclusive).isInstanceOf(IllegalStateException.class);
            card.disconnect(false);
        }
    }

    @Test
    void controlCommandThatTheDriverDoesNotKnow_isAnError() throws Exception {
        try (VpcdCard inserted = insert()) {
            assertThat(inserted.isInserted()).isTrue();
            Card card = reader.connect("*");
            assertThatThrownBy(() -> card.transmitControlCommand(0x42001234, new byte[0]))
                    .isInstanceOf(PcscException.class)
                    .hasMessageStartingWith("SCardControl");
            card.disconnect(false);
        }
    }

    @Test
    void providerOutlivesTheDaemon() throws Exception {
        pcscd.kill();
        assertThatThrownBy(terminals::list).isInstanceOf(PcscException.class);
        pcscd.restart();
        await().atMost(20, SECONDS)
                .ignoreExceptions()
                .until(() -> terminals.list().size() == 2);
    }
}
