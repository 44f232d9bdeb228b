package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.card.PurchaseProof;
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

/**
 * A card taken out of a real pcscd's reader at any command of a read, a PIN verification and a debit: the caller is told that
 * the card is gone, and the next card is read, also one that comes before pcscd has looked.
 */
class PulledCardIT {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final CardPlace PLACE = CardPlace.named("");
    /** When another card lies there already, pcscd knows no removal: the one that was asked does not answer, and a read begins again. */
    private static final Set<ErrorCode> GONE_OR_SWAPPED =
            EnumSet.of(ErrorCode.CARD_REMOVED, ErrorCode.CARD_RESET, ErrorCode.CARD_MUTE);

    @TempDir
    Path directory;

    private final OnScreenPad pad = new OnScreenPad(Duration.ofSeconds(20));
    private final ExecutorService holder = Executors.newSingleThreadExecutor();
    private final Random random = new Random(1);
    private Future<?> typing = CompletableFuture.completedFuture(null);
    private PcscDaemon pcscd;
    private ReaderDesk desk;
    private CardDesk cards;
    private VpcdCard psam;
    private CardIdentificationCode code;

    @BeforeEach
    void startDaemon() throws IOException {
        Assumptions.assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        desk = new ReaderDesk(List.of(new PcscReaders()), new RoleMap(List.of(), true), Duration.ofSeconds(10));
        cards = new CardDesk(
                desk,
                pad,
                BlacklistReplica.open(directory.resolve("blacklist")),
                new DebitJournal(directory),
                "",
                Duration.ofMillis(100),
                Optional.empty(),
                CLOCK,
                new SecureRandom());
        await().atMost(20, SECONDS).until(() -> desk.readers().size() == 2);
        psam = VpcdCard.serve(
                VirtualCards.fromImage(Images.psam("DES", 1), TransmissionMode.T1, random), "127.0.0.1", pcscd.port(1));
        await().atMost(20, SECONDS).until(() -> present(1));
    }

    @AfterEach
    void stopDaemon() throws IOException {
        holder.shutdownNow();
        if (psam != null) {
            psam.close();
        }
        if (desk != null) {
            desk.close();
        }
        if (pcscd != null) {
            pcscd.close();
        }
    }

    private boolean present(int slot) {
        return desk.readers().get(slot).presence().cardPresent();
    }

    private CardSession card(String image) {
        return VirtualCards.fromImage(image, TransmissionMode.T1, random);
    }

    private VpcdCard serve(CardSession session) {
        return VpcdCard.serve(session, "127.0.0.1", pcscd.port(0));
    }

    private VpcdCard insert(CardSession session) {
        VpcdCard inserted = serve(session);
        await("the card is seen").atMost(10, SECONDS).until(() -> present(0));
        return inserted;
    }

    /** Who waited for a question before gives up. */
    private void holderTypes() {
        typing.cancel(true);
        typing = holder.submit(() -> {
            await().atMost(20, SECONDS)
                    .until(() ->
                            pad.state().request().isPresent() && pad.state().digitsEntered() == 0);
            "123456".chars().forEach(digit -> pad.digit(digit - '0'));
            pad.confirm();
        });
    }

    private interface Operation {
        void run();
    }

    private void read() {
        cards.readBasic(PLACE);
    }

    private void verifyPin() {
        holderTypes();
        cards.verifyPin(PLACE);
    }

    /** How many commands the whole operation takes, up to the end of its session. */
    private int commandsOf(Operation operation) {
        PulledCard counted = new PulledCard(card(Images.card("2.00", "DES")), 0, false, () -> {});
        try (VpcdCard inserted = insert(counted)) {
            operation.run();
            assertThat(inserted.isInserted()).isTrue();
        }
        gone();
        return counted.commands();
    }

    private void gone() {
        await("the card is gone").atMost(10, SECONDS).until(() -> !present(0));
    }

    private static Optional<ErrorCode> failure(Operation operation) {
        try {
            operation.run();
            return Optional.empty();
        } catch (CodedException e) {
            return Optional.of(e.code());
        }
    }

    /** The next card comes when the pulled one's absence was told, or at once. */
    private void pulledAt(int at, boolean afterItsAnswer, boolean swappedAtOnce, int commands, Operation operation) {
        String where = "command " + at + " of " + commands + (afterItsAnswer ? ", after its answer" : ", before it")
                + (swappedAtOnce ? ", another comes at once" : "");
        VpcdCard[] next = new VpcdCard[1];
        PulledCard card = new PulledCard(card(Images.card("2.00", "DES")), at, afterItsAnswer, () -> {
            if (swappedAtOnce) {
                next[0] = serve(card(Images.card("2.00", "DES")));
            }
        });
        try (VpcdCard pulled = insert(card)) {
            Optional<ErrorCode> told = failure(operation);
            await(where).atMost(5, SECONDS).until(() -> !pulled.isInserted());
            if (at == commands && afterItsAnswer) {
                assertThat(told).as(where).isEmpty();
            } else if (swappedAtOnce) {
                assertThat(told).as(where).matches(code -> code.isEmpty() || GONE_OR_SWAPPED.contains(code.get()));
            } else {
                assertThat(told).as(where).contains(ErrorCode.CARD_REMOVED);
            }
        }
        if (!swappedAtOnce) {
            gone();
            next[0] = serve(card(Images.card("2.00", "DES")));
        }
        try (VpcdCard inserted = next[0]) {
            await(where + ": the next card is read")
                    .atMost(5, SECONDS)
                    .until(() -> failure(this::read).isEmpty());
            assertThat(inserted.isInserted()).isTrue();
        }
        gone();
    }

    private void pulledAtEach(IntStream places, int commands, Operation operation) {
        places.forEach(at -> {
            for (boolean after : new boolean[] {false, true}) {
                for (boolean atOnce : new boolean[] {false, true}) {
                    pulledAt(at, after, atOnce, commands, operation);
                }
            }
        });
    }

    @Test
    void pulledAtTheFirstTheLastAndAMiddleCommandOfARead_isToldAndTheNextCardIsRead() {
        int commands = commandsOf(this::read);
        pulledAtEach(IntStream.of(1, commands / 2, commands), commands, this::read);
    }

    @Test
    @Tag("deep")
    void pulledAtEveryCommandOfARead_isToldAndTheNextCardIsRead() {
        int commands = commandsOf(this::read);
        pulledAtEach(IntStream.rangeClosed(1, commands), commands, this::read);
    }

    @Test
    void pulledAtTheVerificationOfThePin_isToldAndTheNextCardIsRead() {
        int commands = commandsOf(this::verifyPin);
        pulledAtEach(IntStream.of(commands), commands, this::verifyPin);
    }

    @Test
    @Tag("deep")
    void pulledAtEveryCommandOfAPinVerification_isToldAndTheNextCardIsRead() {
        int commands = commandsOf(this::verifyPin);
        pulledAtEach(IntStream.rangeClosed(1, commands), commands, this::verifyPin);
    }

    private PurchaseProof debit(Purchase purchase) {
        return cards.debit(PLACE, ExpectedCard.of(code), purchase);
    }

    private static Purchase purchase(int at, boolean afterItsAnswer) {
        return new Purchase(0, 100 + at, 50, "202611221200" + (afterItsAnswer ? "01" : "02"));
    }

    private int commandsOfADebit() {
        try (VpcdCard inserted = insert(card(Images.card("2.00", "DES")))) {
            code = cards.readBasic(PLACE).identity().identificationCode();
            assertThat(inserted.isInserted()).isTrue();
        }
        gone();
        return commandsOf(() -> {
            holderTypes();
            debit(purchase(0, false));
        });
    }

    /** The same card comes back, and the same debit is asked again: one debit in all. */
    private void debitPulledAt(int at, boolean afterItsAnswer, int commands) {
        String where = "command " + at + " of " + commands + (afterItsAnswer ? ", after its answer" : ", before it");
        Purchase purchase = purchase(at, afterItsAnswer);
        CardSession memory = card(Images.card("2.00", "DES"));
        PulledCard card = new PulledCard(memory, at, afterItsAnswer, () -> {});
        try (VpcdCard pulled = insert(card)) {
            holderTypes();
            Optional<ErrorCode> told = failure(() -> debit(purchase));
            boolean heard = at == commands && afterItsAnswer;
            boolean asked = at == commands || (at == commands - 1 && afterItsAnswer);
            assertThat(told)
                    .as(where)
                    .isEqualTo(
                            heard
                                    ? Optional.empty()
                                    : Optional.of(asked ? ErrorCode.CARD_DEBIT_UNKNOWN : ErrorCode.CARD_REMOVED));
            await(where).atMost(5, SECONDS).until(() -> !pulled.isInserted());
        }
        gone();
        try (VpcdCard back = insert(memory)) {
            holderTypes();
            PurchaseProof first = debit(purchase);
            assertThat(first.cardSequence()).as(where).isEqualTo(7);
            assertThat(debit(purchase)).as(where).usingRecursiveComparison().isEqualTo(first);
            assertThat(back.isInserted()).isTrue();
        }
        gone();
    }

    @Test
    void pulledAtTheDebitItself_isUnknownUntilTheCardComesBackAndDebitedOnce() {
        int commands = commandsOfADebit();
        debitPulledAt(commands, false, commands);
        debitPulledAt(commands, true, commands);
        debitPulledAt(commands - 1, true, commands);
    }

    @Test
    @Tag("deep")
    void pulledAtEveryCommandOfADebit_isDebitedOnce() {
        int commands = commandsOfADebit();
        for (int at = 1; at <= commands; at++) {
            debitPulledAt(at, false, commands);
            debitPulledAt(at, true, commands);
        }
    }
}
