package org.sscard.terminal.kiosk;

import java.util.Arrays;
import java.util.Optional;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.terminal.kiosk.Bureau.HeldCard;
import org.sscard.terminal.kiosk.Screen.Choice;
import org.sscard.terminal.kiosk.Screen.Kind;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A holder without his card: temporary loss and nothing else, after proof of identity. */
final class LossVisit extends Visit {

    private static final String ACTION = "REPORT_TEMPORARY_LOSS";
    private static final int LENGTH = 18;
    private static final int SHOWN_FIRST = 6;
    private static final int SHOWN_LAST = 14;

    LossVisit(KioskRoom room, Stage stage) {
        super(room, stage);
    }

    @Override
    void play() {
        Bureau bureau = room.bureau();
        if (bureau == null) {
            throw new CodedException(ErrorCode.SERVICE_UNAVAILABLE, "");
        }
        Optional<String> number = number();
        if (number.isEmpty() || !identityProved(number.get())) {
            return;
        }
        show("working");
        Optional<HeldCard> card = cardToReport(bureau, number.get());
        if (card.isEmpty()) {
            trouble("trouble-no-card-found");
            return;
        }
        Dealings dealings = new Dealings(this, bureau);
        // The proof was given before the bureau told anything.
        dealings.act(ACTION, card.get(), false, proof -> true).ifPresent(after -> dealings.done(ACTION, after, false));
    }

    private static Optional<HeldCard> cardToReport(Bureau bureau, String number) {
        try {
            return bureau.rule(ACTION)
                    .flatMap(rule -> bureau.cards(number).stream()
                            .filter(card -> rule.from().contains(card.state().code()))
                            .findFirst());
        } catch (CodedException e) {
            if (Troubles.ofTheLine(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Typed on the screen; shown with the birth date hidden, wiped when it is done. */
    private Optional<String> number() {
        char[] typed = new char[LENGTH];
        int count = 0;
        Words words = Words.of("number");
        try {
            while (true) {
                String pressed = ask(Screen.of(
                                Kind.NUMBER,
                                words,
                                Choice.main("enter"),
                                Choice.button("delete"),
                                Choice.button("back"))
                        .withEntry(masked(typed, count)));
                switch (pressed) {
                    case "back" -> {
                        return Optional.empty();
                    }
                    case "delete" -> count = Math.max(0, count - 1);
                    case "enter" -> {
                        String number = new String(typed, 0, count);
                        if (ResidentIdNumber.defect(number).isEmpty()) {
                            return Optional.of(number);
                        }
                        words = Words.of("number-wrong");
                    }
                    default -> {
                        if (count < LENGTH) {
                            typed[count++] = pressed.charAt(0);
                        }
                    }
                }
            }
        } finally {
            Arrays.fill(typed, '\0');
        }
    }

    private static String masked(char[] typed, int count) {
        StringBuilder shown = new StringBuilder();
        for (int at = 0; at < LENGTH; at++) {
            if (at == SHOWN_FIRST || at == SHOWN_LAST) {
                shown.append(' ');
            }
            boolean hidden = at >= SHOWN_FIRST && at < SHOWN_LAST;
            shown.append(at >= count ? '_' : hidden ? '•' : typed[at]);
        }
        return shown.toString();
    }
}
