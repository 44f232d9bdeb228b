package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.Presence;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The provider of machines without libpcsclite. One test, for its one context serves one pcscd only in the life of a
 * process.
 */
class JdkProviderIT {

    private static final CommandApdu COMMAND = CommandApdu.expecting(256, 0x00, 0xA4, 0x04, 0x00, (byte) 0x01);

    private final RecordingCard card = new RecordingCard();

    @Test
    void theJdksProvider_servesASessionWithAnswersUnchanged() throws IOException {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        try (PcscDaemon pcscd = new PcscDaemon();
                ReaderDesk desk = new ReaderDesk(
                        List.of(new PcscReaders(PcscFactory.jdk(), java.util.Optional.empty())),
                        new RoleMap(List.of(), true),
                        Duration.ofSeconds(10))) {
            await().atMost(10, SECONDS).until(() -> desk.readers().size() == 2);
            assertThatThrownBy(() -> desk.lease(CardPlace.named("")))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_ABSENT));
            Presence empty = presence(desk);
            try (VpcdCard inserted = VpcdCard.serve(card, "127.0.0.1", pcscd.port(0))) {
                await().atMost(20, SECONDS).until(() -> presence(desk).cardPresent());
                assertThat(inserted.isInserted()).isTrue();
                assertThat(presence(desk).generation()).isGreaterThan(empty.generation());
                try (CardLease lease = desk.lease(CardPlace.named(""))) {
                    assertThat(HexFormat.of().withUpperCase().formatHex(lease.atr()))
                            .isEqualTo(RecordingCard.ATR);
                    assertThat(lease.transmit(COMMAND).status().value()).isEqualTo(0x6108);
                    int resets = card.resets.get();
                    lease.reset();
                    assertThat(card.resets.get()).isGreaterThan(resets);
                    assertThat(lease.transmit(COMMAND).status().value()).isEqualTo(0x6108);
                }
                assertThat(card.seen).containsExactly("00a404000101", "00a404000101");
            }
            await().atMost(20, SECONDS).until(() -> !presence(desk).cardPresent());
        }
    }

    private static Presence presence(ReaderDesk desk) {
        return desk.readers().get(0).presence();
    }
}
