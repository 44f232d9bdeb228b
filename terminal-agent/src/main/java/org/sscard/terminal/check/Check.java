package org.sscard.terminal.check;

import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;

/**
 * One thing that was looked at. Never a card's content nor a person.
 *
 * @param id stable, for programs
 * @param detail what was found: names, numbers, ages; may be empty
 * @param problem what is wrong and what to do; null while nothing is
 */
public record Check(
        String id,
        String zh,
        String en,
        State state,
        String detail,
        @Nullable CodedException problem) {

    public enum State {
        GOOD,
        /** Works, but somebody should know. */
        NOTICE,
        BAD,
        /** Not part of this installation. */
        UNUSED
    }

    /** The names under which programs and pages see it. */
    public record Shown(
            String id,
            String zh,
            String en,
            String state,
            String detail,
            String code,
            String saysZh,
            String saysEn,
            String remedyZh,
            String remedyEn) {}

    public static Check good(String id, String zh, String en, String detail) {
        return new Check(id, zh, en, State.GOOD, detail, null);
    }

    public static Check unused(String id, String zh, String en, String detail) {
        return new Check(id, zh, en, State.UNUSED, detail, null);
    }

    public static Check notice(String id, String zh, String en, String detail, @Nullable CodedException problem) {
        return new Check(id, zh, en, State.NOTICE, detail, problem);
    }

    public static Check bad(String id, String zh, String en, String detail, CodedException problem) {
        return new Check(id, zh, en, State.BAD, detail, problem);
    }

    public Shown shown() {
        CodedException wrong = problem;
        return wrong == null
                ? new Shown(id, zh, en, state.name(), detail, "", "", "", "", "")
                : new Shown(
                        id,
                        zh,
                        en,
                        state.name(),
                        detail,
                        wrong.code().name(),
                        wrong.zh(),
                        wrong.en(),
                        wrong.remedyZh(),
                        wrong.remedyEn());
    }
}
