package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.Presence;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The pitfalls of PC/SC (terminal interface §8) on a real pcscd, with cards in its vpcd readers. */
class PcscReadersIT {

    private static final CommandApdu COMMAND = CommandApdu.of(0x04, 0xD6, 0x00, 0x00, (byte) 0x11, (byte) 0x22);

    @TempDir
    Path directory;

    private final RecordingCard card = new RecordingCard();
    private PcscDaemon pcscd;
    private ReaderDesk desk;

    @BeforeEach
    void startDaemon() throws IOException {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        desk = new ReaderDesk(List.of(new PcscReaders()), new RoleMap(List.of(), true), Duration.ofSeconds(10));
        await().atMost(10, SECONDS).until(() -> desk.readers().size() == 2);
    }

    @AfterEach
    void stopDaemon() throws IOException {
        if (desk != null) {
            desk.close();
        }
        if (pcscd != null) {
            pcscd.close();
        }
    }

    private Presence presence(int slot) {
        return desk.readers().get(slot).presence();
    }

    private VpcdCard insert(CardSession session, int slot) {
        VpcdCard inserted = VpcdCard.serve(session, "127.0.0.1", pcscd.port(slot));
        await().atMost(20, SECONDS).until(() -> presence(slot).cardPresent());
        return inserted;
    }

    private CardLease lease() {
        return desk.lease(CardPlace.named(""));
    }

    @Test
    void twoVpcdReaders_areUserContactAndPsam() {
        assertThat(desk.readers())
                .extracting(status -> status.role())
                .containsExactly(ReaderRole.USER_CONTACT, ReaderRole.PSAM);
    }

    @Test
    void commandsAndAnswers_passUnchangedButForTheLeThatT0HasNoPlaceFor() {
        try (VpcdCard inserted = insert(card, 0);
                CardLease lease = lease()) {
            assertThat(inserted.isInserted()).isTrue();
            assertThat(HexFormat.of().withUpperCase().formatHex(lease.atr())).isEqualTo(RecordingCard.ATR);
            assertThat(lease.transmit(COMMAND).status().value()).isEqualTo(0x6108);
            lease.transmit(CommandApdu.expecting(256, 0x00, 0xA4, 0x04, 0x00, (byte) 0x01));
            assertThat(card.seen).containsExactly("04d60000021122", "00a404000101");
        }
    }

    @Test
    void secondCaller_isToldThatTheReaderIsBusy() {
        try (VpcdCard inserted = insert(card, 0);
                CardLease lease = lease()) {
            assertThat(inserted.isInserted()).isTrue();
            assertThat(lease.readerName()).contains("Virtual PCD");
            assertThatThrownBy(this::lease)
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.READER_BUSY));
        }
    }

    @Test
    void emptyReader_isToldAsCardAbsent() {
        assertThatThrownBy(this::lease)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_ABSENT));
    }

    @Test
    void resetDuringAndAfterASession_reachesTheCardAndIsNoNewInsertion() {
        try (VpcdCard inserted = insert(card, 0)) {
            assertThat(inserted.isInserted()).isTrue();
            Presence before = presence(0);
            int resets;
            try (CardLease lease = lease()) {
                resets = card.resets.get();
                assertThat(HexFormat.of().withUpperCase().formatHex(lease.reset()))
                        .isEqualTo(RecordingCard.ATR);
                assertThat(card.resets.get()).isGreaterThan(resets);
                assertThat(lease.transmit(COMMAND).status().value()).isEqualTo(0x6108);
                resets = card.resets.get();
            }
            int atTheEnd = resets;
            await().atMost(5, SECONDS).until(() -> card.resets.get() > atTheEnd);
            assertThat(presence(0)).isEqualTo(before);
        }
    }

    @Test
    void cardPulledDuringASession_failsItAndTheReaderGoesOn() {
        VpcdCard pulled = insert(card, 0);
        try (CardLease lease = lease()) {
            pulled.close();
            assertThatThrownBy(() -> lease.transmit(COMMAND)).isInstanceOf(CardTransportException.class);
            assertThatThrownBy(() -> lease.transmit(COMMAND)).isInstanceOf(CardTransportException.class);
        }
        await().atMost(10, SECONDS).until(() -> !presence(0).cardPresent());
        try (VpcdCard inserted = insert(card, 0);
                CardLease lease = lease()) {
            assertThat(inserted.isInserted()).isTrue();
            assertThat(lease.transmit(COMMAND).status().value()).isEqualTo(0x6108);
        }
    }

    @Test
    void daemonKilled_isToldAndAfterItsRestartTheSameAgentReadsCardAndPsam() {
        CardDesk cards = new CardDesk(
                desk,
                new OnScreenPad(Duration.ofSeconds(1)),
                BlacklistReplica.open(directory.resolve("blacklist")),
                new DebitJournal(directory),
                "",
                Duration.ofSeconds(1),
                java.util.Optional.empty(),
                Clock.systemUTC(),
                new SecureRandom());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (VpcdCard user =
                        insert(VirtualCards.fromImage(Images.card("3.00", "SM4"), TransmissionMode.T0, random), 0);
                VpcdCard psam = insert(VirtualCards.fromImage(Images.psam("SM4", 1), TransmissionMode.T0, random), 1)) {
            assertThat(user.isInserted() && psam.isInserted()).isTrue();
            assertThat(cards.readBasic(CardPlace.named("")).name())
                    .as("seed %d", seed)
                    .isEqualTo("测试甲");

            CardLease lease = lease();
            pcscd.kill();
            assertThatThrownBy(() -> lease.transmit(COMMAND))
                    .isInstanceOfSatisfying(
                            CardTransportException.class,
                            e -> assertThat(e.kind()).isEqualTo(CardTransportException.Kind.READER_LOST));
            lease.close();
            await().atMost(5, SECONDS).until(() -> desk.problems().contains(ErrorCode.READER_SERVICE_DOWN));
            assertThatThrownBy(() -> cards.readBasic(CardPlace.named("")))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.READER_SERVICE_DOWN));

            pcscd.restart();
            await().atMost(20, SECONDS)
                    .until(() -> desk.readers().size() == 2
                            && presence(0).cardPresent()
                            && presence(1).cardPresent());
            assertThat(cards.readBasic(CardPlace.named("")).authenticated()).isTrue();
        }
    }
}
