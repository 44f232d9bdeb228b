package org.sscard.terminal.kiosk;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.terminal.kiosk.Screen.Choice;
import org.sscard.terminal.kiosk.Screen.Kind;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** One person at the kiosk, told in a straight line on a thread of its own. What it knows dies with it. */
abstract class Visit implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    final KioskRoom room;
    private final Stage stage;
    private volatile boolean atPad;
    private Optional<PinRequest> shown = Optional.empty();

    Visit(KioskRoom room, Stage stage) {
        this.room = room;
        this.stage = stage;
    }

    /** The whole visit; returning means that the person is done. */
    abstract void play();

    @Override
    public void run() {
        try {
            play();
        } catch (VisitEnded e) {
            LOG.debug("A visit was ended");
        } catch (CodedException e) {
            troubleQuietly(e);
        } catch (RuntimeException e) {
            LOG.error("A visit failed", e);
            troubleQuietly(new CodedException(e, ErrorCode.SERVER_INTERNAL, "kiosk"));
        }
    }

    private void troubleQuietly(CodedException failure) {
        try {
            trouble(failure);
        } catch (VisitEnded e) {
            LOG.debug("A visit was ended");
        }
    }

    String ask(Screen screen) {
        return stage.ask(this, screen);
    }

    String ask(Screen screen, CompletableFuture<?> outside) {
        return stage.ask(this, screen, outside);
    }

    void show(String words) {
        stage.show(this, Screen.of(Kind.WAIT, Words.of(words)));
    }

    /** Says what happened and what to do until it is tapped. */
    void trouble(CodedException failure) {
        LOG.info("Kiosk: {}", failure.code());
        trouble(Troubles.words(failure), failure.code().name());
    }

    void trouble(String words, Object... arguments) {
        trouble(Words.of(words, arguments), "");
    }

    private void trouble(Words words, String code) {
        ask(Screen.of(Kind.TROUBLE, words, Choice.main("understood")).withEntry(code));
    }

    /** The pad asks while this runs; the kiosk shows what it asks for. */
    <T> T atPad(Supplier<T> work) {
        stage.show(this, Screen.of(Kind.WAIT, Words.of("pad-wait")));
        shown = Optional.empty();
        atPad = true;
        try {
            return work.get();
        } finally {
            atPad = false;
            show("working");
        }
    }

    /** Shows what the pad asks for, when it asks for something else than before. */
    void watchPad() {
        if (!atPad) {
            return;
        }
        Optional<PinRequest> asked = room.pad().state().request();
        if (asked.isPresent() && !asked.equals(shown)) {
            shown = asked;
            stage.show(this, padScreen(asked.get()));
        }
    }

    boolean atPad() {
        return atPad;
    }

    private static Screen padScreen(PinRequest request) {
        List<Screen.Fact> facts = new ArrayList<>();
        request.triesLeft()
                .ifPresent(tries -> facts.add(new Screen.Fact(
                        Words.of("tries", tries).zh(), Words.of("tries", tries).en(), "")));
        return Screen.of(Kind.PAD, Words.of("pad-" + request.purpose())).withFacts(facts);
    }

    /** The holder's PIN; wrong ones are told with the tries left and asked again. */
    boolean pinProved(Runnable verification) {
        while (true) {
            try {
                atPad(() -> {
                    verification.run();
                    return true;
                });
                return true;
            } catch (CodedException e) {
                if (e.code() == ErrorCode.PIN_CANCELLED) {
                    return false;
                }
                trouble(e);
                if (e.code() != ErrorCode.PIN_WRONG && e.code() != ErrorCode.PIN_LENGTH) {
                    return false;
                }
            }
        }
    }

    /** Whether the person is the one with this number. */
    boolean identityProved(String socialSecurityNumber) {
        if (room.identity().isEmpty()) {
            trouble("proof-none");
            return false;
        }
        IdentityProof service = room.identity().get();
        CompletableFuture<IdentityProof.Outcome> outcome = service.prove(socialSecurityNumber);
        String pressed = ask(proofScreen(service.simulated()), outcome);
        switch (pressed) {
            case "proof-passes" -> outcome.complete(IdentityProof.Outcome.PROVED);
            case "proof-fails" -> outcome.complete(IdentityProof.Outcome.NOT_PROVED);
            case "cancel" -> {
                outcome.cancel(true);
                return false;
            }
            default -> {}
        }
        if (proved(outcome)) {
            return true;
        }
        trouble("proof-failed");
        return false;
    }

    private static Screen proofScreen(boolean simulated) {
        Words words = Words.of("proof");
        return simulated
                ? Screen.of(
                                Kind.PROOF,
                                words,
                                Choice.main("proof-passes"),
                                Choice.button("proof-fails"),
                                Choice.button("cancel"))
                        .simulated()
                : Screen.of(Kind.PROOF, words, Choice.button("cancel"));
    }

    private static boolean proved(CompletableFuture<IdentityProof.Outcome> outcome) {
        try {
            return outcome.join() == IdentityProof.Outcome.PROVED;
        } catch (CompletionException | java.util.concurrent.CancellationException e) {
            LOG.warn("The identity service failed: {}", e.toString());
            return false;
        }
    }

    /** Prints, and says what to do when paper or printer fail, until it is printed or given up. */
    void print(Result result) {
        while (true) {
            show("printing");
            ReceiptPrinter.Outcome outcome =
                    room.printer().print(result.receipt(room.terminal(), now(), room.demonstration()));
            switch (outcome) {
                case PRINTED -> {
                    ask(Screen.of(Kind.DONE, Words.of("done-PRINT"), Choice.main("menu")));
                    return;
                }
                case NONE -> {
                    trouble("trouble-no-printer");
                    return;
                }
                case PAPER_OUT, OFFLINE -> {
                    String words = outcome == ReceiptPrinter.Outcome.PAPER_OUT ? "trouble-paper" : "trouble-printer";
                    Screen screen =
                            Screen.of(Kind.TROUBLE, Words.of(words), Choice.main("again"), Choice.button("understood"));
                    if (!ask(screen).equals("again")) {
                        return;
                    }
                }
            }
        }
    }

    String now() {
        return TIME.format(LocalDateTime.now(room.clock()));
    }

    String time(java.time.Instant instant) {
        return TIME.format(instant.atZone(room.clock().getZone()));
    }
}
