package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Reading while pcscd dies again and again. */
class PcscPitfallsIT {

    private static final CardPlace PLACE = CardPlace.named("");
    private static final Set<ErrorCode> LOST = EnumSet.of(
            ErrorCode.READER_SERVICE_DOWN,
            ErrorCode.READER_NOT_FOUND,
            ErrorCode.READER_LOST,
            ErrorCode.CARD_ABSENT,
            ErrorCode.CARD_REMOVED,
            ErrorCode.CARD_RESET,
            ErrorCode.CARD_MUTE,
            ErrorCode.READER_BUSY);

    @TempDir
    Path directory;

    private final AtomicReference<ErrorCode> unexpected = new AtomicReference<>();
    private PcscDaemon pcscd;
    private ReaderDesk desk;
    private CardDesk cards;

    @BeforeEach
    void startDaemon() throws IOException {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        desk = new ReaderDesk(List.of(new PcscReaders()), new RoleMap(List.of(), true), Duration.ofSeconds(10));
        cards = new CardDesk(
                desk,
                new OnScreenPad(Duration.ofSeconds(1)),
                BlacklistReplica.open(directory.resolve("blacklist")),
                new DebitJournal(directory),
                "",
                Duration.ofSeconds(1),
                Optional.empty(),
                Clock.systemUTC(),
                new SecureRandom());
        await().atMost(20, SECONDS).until(() -> desk.readers().size() == 2);
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

    private static CardSession card() {
        return VirtualCards.fromImage(Images.card("2.00", "DES"), TransmissionMode.T1, new Random());
    }

    private boolean reads() {
        try {
            return cards.readBasic(PLACE).name().equals("测试甲");
        } catch (CodedException e) {
            if (!LOST.contains(e.code())) {
                unexpected.set(e.code());
            }
            return false;
        }
    }

    @Test
    void daemonKilledInALoopWhileReading_isRecoveredFromEachTime() throws Exception {
        ExecutorService reading = Executors.newSingleThreadExecutor();
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger done = new AtomicInteger();
        try (VpcdCard card = VpcdCard.serve(card(), "127.0.0.1", pcscd.port(0))) {
            await().atMost(30, SECONDS).until(this::reads);
            Future<?> loop = reading.submit(() -> {
                while (going.get()) {
                    if (reads()) {
                        done.incrementAndGet();
                    }
                }
            });
            for (int kill = 0; kill < 5; kill++) {
                int before = done.get();
                await("after kill " + kill).atMost(30, SECONDS).until(() -> done.get() > before + 3);
                pcscd.kill();
                pcscd.restart();
            }
            int before = done.get();
            await().atMost(30, SECONDS).until(() -> done.get() > before + 3);
            going.set(false);
            loop.get(30, SECONDS);
            assertThat(unexpected.get()).as("what a caller was told meanwhile").isNull();
            assertThat(card.isInserted()).isTrue();
        } finally {
            going.set(false);
            reading.shutdownNow();
        }
    }
}
