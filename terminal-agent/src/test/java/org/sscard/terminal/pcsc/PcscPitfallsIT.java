package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The pitfalls of PC/SC (terminal interface §8) on a real pcscd, each provoked; docs/terminal-agent.md has the table. */
class PcscPitfallsIT {

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(4);
    private static final CommandApdu COMMAND = CommandApdu.of(0x04, 0xD6, 0x00, 0x00, (byte) 0x11, (byte) 0x22);
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

    private final OnScreenPad pad = new OnScreenPad(Duration.ofSeconds(10));
    private final AtomicReference<ErrorCode> unexpected = new AtomicReference<>();
    private PcscDaemon pcscd;
    private ReaderDesk desk;
    private CardDesk cards;

    @BeforeEach
    void startDaemon() throws IOException {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        desk = new ReaderDesk(List.of(new PcscReaders()), new RoleMap(List.of(), true), COMMAND_LIMIT);
        cards = new CardDesk(
                desk,
                pad,
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

    private VpcdCard insert(CardSession session, int slot) {
        VpcdCard inserted = VpcdCard.serve(session, "127.0.0.1", pcscd.port(slot));
        await().atMost(20, SECONDS)
                .until(() -> desk.readers().get(slot).presence().cardPresent());
        return inserted;
    }

    private void assertRefused(ErrorCode code) {
        assertThatThrownBy(() -> cards.readBasic(PLACE))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void serviceWithoutAnyReader_isNoReaderAndNoFailureOfTheService() throws Exception {
        pcscd.restartWithoutReaders();
        await().atMost(5, SECONDS)
                .until(() -> desk.readers().isEmpty() && desk.problems().isEmpty());
        assertRefused(ErrorCode.READER_NOT_FOUND);
    }

    @Test
    void readersThatComeAfterTheLastOneWent_areThereWithinASecond() throws Exception {
        pcscd.restartWithoutReaders();
        await().atMost(5, SECONDS)
                .until(() -> desk.readers().isEmpty() && desk.problems().isEmpty());
        pcscd.restartWithReaders();
        try (PcscContextOfAnother another = new PcscContextOfAnother()) {
            await().atMost(10, SECONDS).until(() -> another.readers() == 2);
            await().atMost(1, SECONDS).until(() -> desk.readers().size() == 2);
        }
        try (VpcdCard card = insert(card(), 0)) {
            assertThat(card.isInserted()).isTrue();
            assertThat(reads()).isTrue();
        }
    }

    /** Another program of this machine. */
    private static final class PcscContextOfAnother implements AutoCloseable {

        private final LookingContext looking =
                new LookingContext(PcscLibrary.find().orElseThrow());

        int readers() throws PcscException {
            return looking.look(PcscContext::readers).size();
        }

        @Override
        public void close() {
            looking.close();
        }
    }

    @Test
    void serviceThatHangs_isToldInTimeAndServesAgainWhenItGoesOn() throws Exception {
        try (VpcdCard card = insert(card(), 0)) {
            pcscd.standStill();
            try {
                long start = System.nanoTime();
                assertThatThrownBy(() -> cards.readBasic(PLACE)).isInstanceOf(CodedException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(COMMAND_LIMIT.plus(Duration.ofSeconds(3)));
            } finally {
                pcscd.goOn();
            }
            await().atMost(20, SECONDS).until(this::reads);
            assertThat(card.isInserted()).isTrue();
        }
        assertThat(unexpected.get()).isNull();
    }

    @Test
    void cardThatNeverAnswers_isMuteInTimeAndTheNextOneIsRead() throws Exception {
        CountDownLatch patience = new CountDownLatch(1);
        SlowCard slow = new SlowCard(patience);
        try (VpcdCard inserted = insert(slow, 0)) {
            assertRefused(ErrorCode.CARD_MUTE);
            assertThat(inserted.isInserted()).isTrue();
            patience.countDown();
        }
        await().atMost(10, SECONDS)
                .until(() -> !desk.readers().get(0).presence().cardPresent());
        try (VpcdCard next = insert(card(), 0)) {
            await().atMost(20, SECONDS).until(this::reads);
            assertThat(next.isInserted()).isTrue();
        }
    }

    @Test
    void looksAtTheReaders_areAnsweredWhileACommandTakesLong() throws Exception {
        CountDownLatch patience = new CountDownLatch(1);
        SlowCard slow = new SlowCard(patience);
        ExecutorService window = Executors.newSingleThreadExecutor();
        try (VpcdCard inserted = insert(slow, 0);
                CardLease lease = desk.lease(PLACE)) {
            assertThat(inserted.isInserted()).isTrue();
            Future<Integer> answer =
                    window.submit(() -> lease.transmit(COMMAND).status().value());
            slow.asked.await();
            for (int look = 0; look < 5; look++) {
                long start = System.nanoTime();
                assertThat(desk.readers().get(0).presence().cardPresent()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
            assertThat(answer.isDone()).isFalse();
            patience.countDown();
            assertThat(answer.get(10, SECONDS)).isEqualTo(0x6108);
        } finally {
            window.shutdownNow();
        }
    }

    @Test
    void sessionUsedFromSeveralThreads_runsOnTheReadersOneThread() throws Exception {
        ExecutorService others = Executors.newFixedThreadPool(3);
        try (VpcdCard inserted = insert(new RecordingCard(), 0);
                CardLease lease = desk.lease(PLACE)) {
            assertThat(inserted.isInserted()).isTrue();
            for (int thread = 0; thread < 3; thread++) {
                assertThat(others.submit(() -> lease.transmit(COMMAND).status().value())
                                .get(10, SECONDS))
                        .isEqualTo(0x6108);
            }
        } finally {
            others.shutdownNow();
        }
    }

    /** Windows resets such a card after 5 s; here the session between two steps keeps it. */
    @Test
    void sessionThatIsIdleForSixSeconds_keepsItsCardPowered() {
        RecordingCard recording = new RecordingCard();
        try (VpcdCard inserted = insert(recording, 0);
                CardLease lease = desk.lease(PLACE)) {
            assertThat(inserted.isInserted()).isTrue();
            lease.transmit(COMMAND);
            int resets = recording.resets.get();
            await().pollDelay(Duration.ofSeconds(6)).atMost(10, SECONDS).until(() -> true);
            assertThat(lease.transmit(COMMAND).status().value()).isEqualTo(0x6108);
            assertThat(recording.resets.get()).isEqualTo(resets);
        }
    }

    @Test
    void libraryThatThePropertyNames_isTaken() throws Exception {
        String found = PcscInstallation.library().orElseThrow();
        Path copy = Files.copy(Path.of(found), directory.resolve("libpcsclite-copy.so.1"));
        System.setProperty("sun.security.smartcardio.library", copy.toString());
        try (PcscReaders readers = new PcscReaders()) {
            assertThat(PcscInstallation.library()).contains(copy.toString());
            assertThat(readers.readers()).hasSize(2);
        } finally {
            System.clearProperty("sun.security.smartcardio.library");
        }
        assertThat(found).startsWith("/").endsWith("libpcsclite.so.1");
    }

    @Test
    void cardInThePsamSlot_isNoInsertionForAnybody() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        desk.addListener((reader, role, presence) -> told.add(role + " " + presence.cardPresent()));
        try (VpcdCard psam = insert(new RecordingCard(), 1);
                VpcdCard user = insert(new RecordingCard(), 0)) {
            await().atMost(5, SECONDS).until(() -> told.contains("USER_CONTACT true"));
            assertThat(psam.isInserted() && user.isInserted()).isTrue();
            assertThat(told).noneMatch(change -> change.startsWith("PSAM"));
        }
    }

    @Test
    void readThatACardBrokeOff_isReadOnceMore() {
        GarblingCard garbling = new GarblingCard(card(), 5, 1);
        try (VpcdCard inserted = insert(garbling, 0)) {
            assertThat(cards.readBasic(PLACE).name()).isEqualTo("测试甲");
            assertThat(inserted.isInserted()).isTrue();
            assertThat(garbling.garbled.get()).isOne();
        }
    }

    @Test
    void readThatACardBreaksOffEachTime_isReadTwiceAtMost() {
        GarblingCard garbling = new GarblingCard(card(), 5, Integer.MAX_VALUE);
        try (VpcdCard inserted = insert(garbling, 0)) {
            assertRefused(ErrorCode.CARD_MUTE);
            assertThat(inserted.isInserted()).isTrue();
            assertThat(garbling.garbled.get()).isEqualTo(2);
        }
    }

    @Test
    void brokenOffVerification_isNotRepeated() throws Exception {
        GarblingCard garbling = new GarblingCard(card(), 0, 1);
        ExecutorService holder = Executors.newSingleThreadExecutor();
        try (VpcdCard inserted = insert(garbling, 0)) {
            Future<?> typing = holder.submit(() -> {
                await().atMost(10, SECONDS).until(() -> pad.state().request().isPresent());
                "123456".chars().forEach(digit -> pad.digit(digit - '0'));
                pad.confirm();
            });
            assertThatThrownBy(() -> cards.verifyPin(PLACE))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_MUTE));
            assertThat(garbling.verifications.get()).isOne();
            typing.get(10, SECONDS);
            assertThat(inserted.isInserted()).isTrue();
        } finally {
            holder.shutdownNow();
        }
    }
}
