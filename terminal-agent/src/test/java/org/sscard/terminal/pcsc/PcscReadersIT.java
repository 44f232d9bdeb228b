package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The pitfalls of PC/SC (terminal interface §8) on a real pcscd. */
class PcscReadersIT {

    private static final String ATR = "3B6D00000081544C968684510100A1B2C3";
    private static final CommandApdu ECHO = CommandApdu.of(0x04, 0xD6, 0x00, 0x00, (byte) 0x11, (byte) 0x22);

    private PcscDaemon pcscd;
    private ReaderDesk desk;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger resets = new AtomicInteger();

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

    private VpcdCard insert() {
        VpcdCard card = VpcdCard.insert(pcscd.port(0), ATR, resets::incrementAndGet, command -> {
            seen.add(HexFormat.of().formatHex(command));
            return new byte[] {0x61, 0x08};
        });
        await().atMost(10, SECONDS).until(() -> desk.readers().get(0).presence().cardPresent());
        return card;
    }

    private CardLease lease() {
        return desk.lease("", ReaderRole.USER_CONTACT);
    }

    @Test
    void twoVpcdReaders_areUserContactAndPsam() {
        assertThat(desk.readers())
                .extracting(status -> status.role())
                .containsExactly(ReaderRole.USER_CONTACT, ReaderRole.PSAM);
    }

    @Test
    void cardInserted_isSeenWithinASecondWithItsAtr() {
        long before = System.nanoTime();
        try (VpcdCard card = insert()) {
            assertThat(card).isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            assertThat(HexFormat.of()
                            .withUpperCase()
                            .formatHex(desk.readers().get(0).presence().atr()))
                    .isEqualTo(ATR);
        }
    }

    @Test
    void classByteAndMoreDataAnswer_passUnchanged() {
        try (VpcdCard card = insert();
                CardLease lease = lease()) {
            assertThat(card).isNotNull();
            assertThat(lease.transmit(ECHO).status().value()).isEqualTo(0x6108);
            assertThat(seen).containsExactly("04d60000021122");
        }
    }

    @Test
    void leAfterData_isLeftOutForProtocolT0() {
        try (VpcdCard card = insert();
                CardLease lease = lease()) {
            assertThat(card).isNotNull();
            lease.transmit(CommandApdu.expecting(256, 0x00, 0xA4, 0x04, 0x00, (byte) 0x01));
            assertThat(seen).containsExactly("00a404000101");
        }
    }

    @Test
    void secondCaller_isToldThatTheReaderIsBusy() {
        try (VpcdCard card = insert();
                CardLease lease = lease()) {
            assertThat(card).isNotNull();
            assertThat(lease).isNotNull();
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
    void resetOfASession_resetsTheCardAndLeavesItUsable() {
        try (VpcdCard card = insert();
                CardLease lease = lease()) {
            assertThat(card).isNotNull();
            int before = resets.get();
            assertThat(HexFormat.of().withUpperCase().formatHex(lease.reset())).isEqualTo(ATR);
            assertThat(resets.get()).isGreaterThan(before);
            assertThat(lease.transmit(ECHO).status().value()).isEqualTo(0x6108);
        }
    }

    @Test
    void endOfASession_resetsTheCard() {
        try (VpcdCard card = insert()) {
            assertThat(card).isNotNull();
            lease().close();
            int before = resets.get();
            CardLease lease = lease();
            lease.close();
            await().atMost(5, SECONDS).until(() -> resets.get() > before);
        }
    }

    @Test
    void cardPulledDuringASession_isToldAsRemovedOrMuteAndTheReaderGoesOn() {
        VpcdCard pulled = insert();
        try (CardLease lease = lease()) {
            pulled.close();
            assertThatThrownBy(() -> lease.transmit(ECHO)).isInstanceOf(CardTransportException.class);
            assertThatThrownBy(() -> lease.transmit(ECHO)).isInstanceOf(CardTransportException.class);
        }
        await().atMost(5, SECONDS).until(() -> !desk.readers().get(0).presence().cardPresent());
        try (VpcdCard card = insert();
                CardLease lease = lease()) {
            assertThat(card).isNotNull();
            assertThat(lease.transmit(ECHO).status().value()).isEqualTo(0x6108);
        }
    }

    @Test
    void daemonKilledAndStartedAgain_isReadAgainWithoutARestart() {
        VpcdCard first = insert();
        try (CardLease lease = lease()) {
            lease.transmit(ECHO);
            pcscd.kill();
            assertThatThrownBy(() -> lease.transmit(ECHO))
                    .isInstanceOfSatisfying(
                            CardTransportException.class,
                            e -> assertThat(e.kind()).isEqualTo(CardTransportException.Kind.READER_LOST));
        }
        first.close();
        await().atMost(5, SECONDS).until(() -> desk.problems().contains(ErrorCode.READER_SERVICE_DOWN));
        assertThatThrownBy(this::lease)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.READER_SERVICE_DOWN));

        pcscd.restart();
        await().atMost(10, SECONDS).until(() -> desk.readers().size() == 2);
        try (VpcdCard second = insert();
                CardLease lease = lease()) {
            assertThat(second).isNotNull();
            assertThat(lease.transmit(ECHO).status().value()).isEqualTo(0x6108);
        }
    }
}
