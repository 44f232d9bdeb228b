package org.sscard.terminal.kiosk;

import java.util.List;
import java.util.Optional;
import org.sscard.terminal.kiosk.Screen.Choice;
import org.sscard.terminal.kiosk.Screen.Kind;

/** What the template of the page needs. */
public record KioskView(
        Screen screen,
        long step,
        long secondsLeft,
        boolean counted,
        boolean warning,
        boolean elder,
        boolean muted,
        int alarm,
        String terminal,
        boolean demonstration) {

    private static final List<String> NUMBER_KEYS = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0");
    /** What Esc and the cancel key of a keypad press: the first of these that is there. */
    private static final List<String> WAYS_OUT = List.of("back", "cancel", "understood", "menu", "exit");

    static KioskView of(Stage.View view, KioskRoom room) {
        return new KioskView(
                view.screen(),
                view.step(),
                Math.max(0, (view.millisLeft() + 999) / 1000),
                view.millisLeft() >= 0,
                view.warning(),
                view.elder(),
                view.muted(),
                view.alarm(),
                room.terminal(),
                room.demonstration());
    }

    public boolean is(String kind) {
        return screen.kind().name().equals(kind);
    }

    public List<String> numberKeys() {
        return NUMBER_KEYS;
    }

    /** The large choices; digits of a keyboard press them. */
    public List<Choice> tiles() {
        return is("START") ? screen.buttons() : screen.tiles();
    }

    /** What is pressed below them. */
    public List<Choice> buttons() {
        return is("START") ? List.of() : screen.buttons();
    }

    /** The settings of the bar at the foot. */
    public Words setting(String name) {
        return Words.of("button-" + name);
    }

    public List<List<String>> body() {
        return screen.rows().isEmpty()
                ? List.of()
                : screen.rows().subList(1, screen.rows().size());
    }

    /** The keys of a keyboard that press a button. */
    public String keys(Choice button) {
        if (button.action().equals("delete")) {
            return "backspace delete";
        }
        boolean enter = forEnter().filter(button::equals).isPresent();
        boolean escape = forEscape().filter(button::equals).isPresent();
        return ((enter ? "enter " : "") + (escape ? "escape" : "")).strip();
    }

    private Optional<Choice> forEnter() {
        return buttons().stream()
                .filter(button -> button.weight() == Screen.Weight.MAIN)
                .findFirst();
    }

    private Optional<Choice> forEscape() {
        return WAYS_OUT.stream()
                .flatMap(way ->
                        buttons().stream().filter(button -> button.action().equals(way)))
                .findFirst();
    }

    /** Read aloud by itself: no figure of the holder is in it; those are read when 重播 is pressed. */
    public String spoken() {
        StringBuilder spoken = new StringBuilder(sentence(screen.words().spoken()));
        if (is("PAD")) {
            screen.facts().forEach(fact -> spoken.append(sentence(fact.zh())));
        } else if (!screen.facts().isEmpty() || !screen.rows().isEmpty()) {
            spoken.append(Words.of("spoken-content").zh());
        }
        if (screen.kind() == Kind.START || screen.kind() == Kind.PAD || screen.kind() == Kind.NUMBER) {
            return spoken.toString();
        }
        for (int at = 0; at < screen.tiles().size(); at++) {
            spoken.append(Words.of(
                            "spoken-tile",
                            at + 1,
                            screen.tiles().get(at).words().zh())
                    .zh());
        }
        forEnter()
                .ifPresent(button -> spoken.append(
                        Words.of("spoken-enter", button.words().zh()).zh()));
        forEscape()
                .filter(button -> !forEnter().equals(Optional.of(button)))
                .ifPresent(button -> spoken.append(
                        Words.of("spoken-escape", button.words().zh()).zh()));
        return spoken.toString();
    }

    private static String sentence(String text) {
        return text.isEmpty() || text.endsWith("。") ? text : text + "。";
    }
}
