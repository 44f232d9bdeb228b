package org.sscard.terminal.card;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.PinBlock;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A window with two virtual readers, a pad and a holder who types. */
final class Window implements AutoCloseable {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    static final Purchase PURCHASE = new Purchase(0, 123_456, 100_000, "20261122120000");

    final ScriptedCards userCards = new ScriptedCards();
    final VirtualReader user = new VirtualReader("user", userCards);
    final ScriptedCards psamCards = new ScriptedCards();
    final VirtualReader psam = new VirtualReader("psam", psamCards);
    final OnScreenPad pad = new OnScreenPad(Duration.ofSeconds(20));
    final ReaderDesk desk =
            new ReaderDesk(List.of(() -> List.of(user, psam)), new RoleMap(List.of(), true), Duration.ofSeconds(10));
    final BlacklistReplica blacklist;
    final CardDesk cards;
    private final ExecutorService holder = Executors.newSingleThreadExecutor();
    private Future<?> acting = CompletableFuture.completedFuture(null);

    Window(BlacklistReplica blacklist, DebitJournal debits) {
        this.blacklist = blacklist;
        this.cards = new CardDesk(
                desk,
                pad,
                blacklist,
                debits,
                "D1",
                Duration.ofMillis(600),
                Optional.empty(),
                CLOCK,
                new SecureRandom());
    }

    /** The holder types as soon as the pad asks; who waited for a question before gives up. */
    void types(String... entries) {
        types(new ArrayList<>(), entries);
    }

    /** @param asked takes what the pad asked, in order */
    void types(List<PinRequest> asked, String... entries) {
        act(() -> {
            for (String digits : entries) {
                awaitQuestion();
                asked.add(pad.state().request().orElseThrow());
                digits.chars().forEach(digit -> pad.digit(digit - '0'));
                pad.confirm();
            }
        });
    }

    void cancels() {
        act(() -> {
            awaitQuestion();
            pad.cancel();
        });
    }

    /** A pad that was confirmed asks no more, although the question is not taken away at once. */
    private void awaitQuestion() {
        await().atMost(20, SECONDS)
                .until(() -> pad.state().request().isPresent() && pad.state().digitsEntered() == 0);
    }

    private void act(Runnable acts) {
        acting.cancel(true);
        acting = holder.submit(acts);
    }

    /** A card and a PSAM that belong together. */
    ExpectedCard insert(String version, String algorithm) {
        user.insert(Images.card(version, algorithm));
        psam.insert(Images.psam(algorithm, 1));
        return ExpectedCard.of(cardInside());
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    CardIdentificationCode cardInside() {
        return cards.readBasic(CardPlace.named("")).identity().identificationCode();
    }

    /** Tries left and purchase sequence as the card itself says them, past the agent. */
    int triesLeft() {
        CardTransport card = user.connect();
        select(card, "SSSE");
        return card.transmit(SecurityCommands.queryPinTries()).status().triesLeft();
    }

    int nextPurchaseSequence() {
        CardTransport card = user.connect();
        select(card, "SSSE");
        card.transmit(SecurityCommands.verify(
                PinBlock.encode("123456".getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        select(card, "DF04");
        byte[] answer = card.transmit(MedicalCommands.initializeForPurchase(1, 0, 1, 0, Images.TERMINAL))
                .data();
        return PurchaseInitialisation.parse(answer).sequence();
    }

    private static void select(CardTransport card, String application) {
        card.transmit(FileCommands.selectByName(CardLayout.of(SpecificationVersion.V2_0)
                .application(application)
                .aidBytes()));
    }

    ReaderRole role(String reader) {
        return desk.readers().stream()
                .filter(status -> status.name().equals(reader))
                .findFirst()
                .orElseThrow()
                .role();
    }

    @Override
    public void close() {
        holder.shutdownNow();
        desk.close();
    }
}
