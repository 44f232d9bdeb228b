package org.sscard.terminal.kiosk;

import java.util.List;

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

    /** The settings of the bar at the foot. */
    public Words setting(String name) {
        return Words.of("button-" + name);
    }

    public List<List<String>> body() {
        return screen.rows().isEmpty()
                ? List.of()
                : screen.rows().subList(1, screen.rows().size());
    }
}
