package org.sscard.terminal.kiosk;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.pages.Display;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.Mismatch;
import org.sscard.terminal.kiosk.Bureau.HeldCard;
import org.sscard.terminal.kiosk.Bureau.Proof;
import org.sscard.terminal.kiosk.Screen.Choice;
import org.sscard.terminal.kiosk.Screen.Kind;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A holder with his card in the reader. */
final class CardVisit extends Visit {

    private static final int READING_TRIES = 20;
    private static final long READING_PAUSE_MILLIS = 250;

    private final CardPlace place;
    private boolean pinProved;
    /** The bureau's word on the card may have changed since it was asked. */
    private boolean stale = true;

    private boolean restricted;

    CardVisit(KioskRoom room, Stage stage, String reader) {
        super(room, stage);
        this.place = CardPlace.named(reader);
    }

    @Override
    void play() {
        show("reading");
        BasicData card = read();
        while (true) {
            if (stale) {
                restricted = restricted(card);
                stale = false;
            }
            String chosen = ask(menu(card, restricted));
            if (chosen.equals("exit")) {
                return;
            }
            try {
                if (!chosen.equals("STATUS") && !chosen.equals("LIFT_LOSS")) {
                    chosen = ask(group(chosen));
                }
                serve(chosen, card);
            } catch (CodedException e) {
                trouble(e);
                if (cardIsUseless(e)) {
                    return;
                }
            }
        }
    }

    /** The visit before may still be finishing with the reader. */
    private BasicData read() {
        for (int tried = 1; ; tried++) {
            try {
                return room.window().readBasic(place);
            } catch (CodedException e) {
                if (e.code() != ErrorCode.READER_BUSY || tried == READING_TRIES) {
                    throw e;
                }
                ask(
                        Screen.of(Kind.WAIT, Words.of("reading")),
                        new CompletableFuture<Boolean>()
                                .completeOnTimeout(true, READING_PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            }
        }
    }

    private static boolean cardIsUseless(CodedException failure) {
        String code = failure.code().name();
        return code.equals("CARD_REMOVED") || code.equals("CARD_ABSENT") || code.equals("CARD_MUTE");
    }

    private static Screen menu(BasicData card, boolean restricted) {
        String name = Display.maskedName(card.name());
        Choice exit = Choice.button("exit");
        return restricted
                ? Screen.of(Kind.MENU, Words.of("menu-restricted", name), exit)
                        .withTiles(List.of(Choice.tile("STATUS"), Choice.tile("LIFT_LOSS")))
                : Screen.of(Kind.MENU, Words.of("menu", name), exit)
                        .withTiles(List.of(
                                Choice.tile("CARD"), Choice.tile("PIN"), Choice.tile("LOSS"), Choice.tile("BENEFITS")));
    }

    private static Screen group(String group) {
        List<String> functions = switch (group) {
            case "CARD" -> List.of("STATUS", "PROGRESS", "ACTIVATE", "REPLACE");
            case "PIN" -> List.of("CHANGE_PIN", "RESET_PIN");
            case "LOSS" -> List.of("TEMPORARY_LOSS", "REPORT_LOSS", "LIFT_LOSS");
            default -> List.of("INSURANCE", "ACCOUNT", "SPENDING", "PRINT");
        };
        return Screen.of(Kind.MENU, Words.of("group-" + group), Choice.button("back"), Choice.button("exit"))
                .withTiles(functions.stream().map(Choice::tile).toList());
    }

    private void serve(String function, BasicData card) {
        switch (function) {
            case "STATUS" -> present(status(card));
            case "PROGRESS" -> present(Enquiries.progress(held(card).get(0), this));
            case "ACTIVATE" -> act("ACTIVATE", card);
            case "REPLACE" -> act("REQUEST_REPLACEMENT", card);
            case "TEMPORARY_LOSS" -> act("REPORT_TEMPORARY_LOSS", card);
            case "REPORT_LOSS" -> act("REPORT_LOSS", card);
            case "LIFT_LOSS" -> lift(card);
            case "CHANGE_PIN" -> changePin();
            case "RESET_PIN" -> resetPin(card);
            case "INSURANCE", "ACCOUNT", "SPENDING" -> result(function, card).ifPresent(this::present);
            case "PRINT" -> printChosen(card);
            case "exit" -> throw new VisitEnded();
            default -> {}
        }
    }

    private void printChosen(BasicData card) {
        List<Choice> tiles = List.of(
                Choice.tile("STATUS"), Choice.tile("INSURANCE"), Choice.tile("ACCOUNT"), Choice.tile("SPENDING"));
        String chosen = ask(
                Screen.of(Kind.MENU, Words.of("print"), Choice.button("back")).withTiles(tiles));
        if (!chosen.equals("back")) {
            result(chosen, card).ifPresent(this::print);
        }
    }

    /** Empty when the holder gave up at the PIN. */
    private Optional<Result> result(String function, BasicData card) {
        return switch (function) {
            case "STATUS" -> Optional.of(status(card));
            case "INSURANCE" -> {
                Insurer insurer = insurer();
                yield withPin()
                        ? Optional.of(Enquiries.benefits(insurer.benefits(card.socialSecurityNumber())))
                        : Optional.empty();
            }
            case "ACCOUNT" -> {
                Insurer insurer = insurer();
                yield withPin()
                        ? Optional.of(Enquiries.account(insurer.account(card.socialSecurityNumber())))
                        : Optional.empty();
            }
            default -> spending();
        };
    }

    private Optional<Result> spending() {
        // The card itself asks for the PIN before it shows its records (card specification §2).
        Result[] found = new Result[1];
        boolean proved =
                pinProved(() -> found[0] = Enquiries.spending(room.window().debitRecords(place)));
        pinProved |= proved;
        return proved ? Optional.of(found[0]) : Optional.empty();
    }

    private boolean withPin() {
        pinProved = pinProved || pinProved(() -> room.window().verifyPin(place));
        if (pinProved) {
            show("working");
        }
        return pinProved;
    }

    /** Page by page. */
    private void present(Result result) {
        int page = 0;
        while (true) {
            List<Choice> buttons = new java.util.ArrayList<>();
            buttons.add(Choice.main("menu"));
            if (page + 1 < result.pages()) {
                buttons.add(Choice.button("next"));
            }
            if (page > 0) {
                buttons.add(Choice.button("previous"));
            }
            buttons.add(Choice.button("print"));
            String pressed = ask(Screen.of(Kind.FACTS, result.words(), buttons.toArray(Choice[]::new))
                    .withFacts(result.facts())
                    .withRows(result.page(page)));
            switch (pressed) {
                case "next" -> page++;
                case "previous" -> page--;
                case "print" -> {
                    print(result);
                    return;
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void changePin() {
        boolean changed = pinProved(() -> room.window().changePin(place, Mismatch.ASK_AGAIN));
        if (changed) {
            pinProved = false;
            ask(Screen.of(Kind.DONE, Words.of("done-CHANGE_PIN"), Choice.main("menu")));
        }
    }

    private void resetPin(BasicData card) {
        Screen confirm =
                Screen.of(Kind.CONFIRM, Words.of("confirm-RESET_PIN"), Choice.main("confirm"), Choice.button("back"));
        if (!ask(confirm).equals("confirm") || !identityProved(card.socialSecurityNumber())) {
            return;
        }
        ExpectedCard expected = ExpectedCard.of(code(card));
        if (!pinProved(() -> room.window().reloadPin(place, expected, Mismatch.ASK_AGAIN))) {
            return;
        }
        pinProved = false;
        stale = true;
        ResetReports.Told told = room.reports().report(code(card));
        Words done = Words.of(told == ResetReports.Told.TOLD ? "done-RESET_PIN" : "done-RESET_PIN-later");
        ask(Screen.of(Kind.DONE, done, Choice.main("menu")));
    }

    private void lift(BasicData card) {
        boolean formal = present(held(card), card).state().code().equals("LOST");
        act(formal ? "LIFT_LOSS" : "LIFT_TEMPORARY_LOSS", card);
    }

    private void act(String action, BasicData card) {
        HeldCard held = present(held(card), card);
        stale = true;
        Dealings dealings = new Dealings(this, bureau());
        dealings.act(action, held, true, proof -> proved(proof, card))
                .ifPresent(after -> dealings.done(action, after, true));
    }

    private boolean proved(Proof proof, BasicData card) {
        return switch (proof) {
            // Asked for each time: what moves the card is not done by whoever stands there next.
            case CARD_AND_PIN -> pinProved(() -> room.window().verifyPin(place));
            case IDENTITY_SERVICE -> identityProved(card.socialSecurityNumber());
        };
    }

    private Result status(BasicData card) {
        Optional<HeldCard> held = heldIfKnown(card);
        return Enquiries.status(card, held, restricted(card, held));
    }

    private boolean restricted(BasicData card) {
        return restricted(card, heldIfKnown(card));
    }

    /** The bureau knows best; without a line the agent's copy of its list counts. */
    private boolean restricted(BasicData card, Optional<HeldCard> held) {
        return held.map(HeldCard::blacklisted).orElseGet(() -> room.blacklist().contains(code(card)));
    }

    private static CardIdentificationCode code(BasicData card) {
        return card.identity().identificationCode();
    }

    private List<HeldCard> held(BasicData card) {
        show("working");
        List<HeldCard> cards = bureau().cards(code(card));
        if (cards.isEmpty()) {
            throw new CodedException(ErrorCode.CARD_NOT_FOUND);
        }
        return cards;
    }

    private static HeldCard present(List<HeldCard> cards, BasicData card) {
        return cards.stream()
                .filter(held -> held.code().filter(code(card)::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
    }

    private Optional<HeldCard> heldIfKnown(BasicData card) {
        try {
            return Optional.of(present(held(card), card));
        } catch (CodedException e) {
            return Optional.empty();
        }
    }

    private Bureau bureau() {
        return configured(room.bureau());
    }

    private Insurer insurer() {
        return configured(room.insurer());
    }

    private static <T> T configured(@Nullable T service) {
        if (service == null) {
            throw new CodedException(ErrorCode.SERVICE_UNAVAILABLE, "");
        }
        return service;
    }
}
