package org.sscard.terminal.kiosk;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One screen: one decision.
 *
 * @param entry what was typed so far, masked; only of a NUMBER
 * @param tiles at most four
 * @param demonstration something on it is simulated
 */
public record Screen(
        Kind kind,
        Words words,
        String entry,
        List<Fact> facts,
        List<List<String>> rows,
        List<Choice> tiles,
        List<Choice> buttons,
        boolean demonstration) {

    public static final int MOST_TILES = 4;

    public enum Kind {
        START,
        WAIT,
        MENU,
        CONFIRM,
        FACTS,
        /** The PIN pad: digits go to the agent's buffer, not to this screen. */
        PAD,
        /** The keys of the social security number. */
        NUMBER,
        PROOF,
        DONE,
        TROUBLE,
        LEAVE,
        GOODBYE;

        /** Stays until it is tapped, with nothing personal on it. */
        boolean untilTapped() {
            return this == TROUBLE;
        }

        /** A person looks or decides: the countdown runs. */
        boolean counted() {
            return this != START && this != WAIT && this != TROUBLE && this != LEAVE;
        }
    }

    /** A label with its value. */
    public record Fact(String zh, String en, String value) {
        static Fact of(String key, String value) {
            Words words = Words.of("fact-" + key);
            return new Fact(words.zh(), words.en(), value);
        }
    }

    /** @param words of a tile or a button */
    public record Choice(String action, Words words, Weight weight) {

        static Choice tile(String action) {
            return new Choice(action, Words.of("tile-" + action), Weight.PLAIN);
        }

        static Choice button(String action) {
            return new Choice(action, Words.of("button-" + action), Weight.PLAIN);
        }

        static Choice main(String action) {
            return new Choice(action, Words.of("button-" + action), Weight.MAIN);
        }
    }

    public enum Weight {
        PLAIN,
        MAIN
    }

    public Screen {
        facts = List.copyOf(facts);
        rows = rows.stream().map(List::copyOf).toList();
        tiles = List.copyOf(tiles);
        buttons = List.copyOf(buttons);
        if (tiles.size() > MOST_TILES) {
            throw new IllegalArgumentException("at most four tiles");
        }
    }

    static Screen of(Kind kind, Words words, Choice... buttons) {
        return new Screen(kind, words, "", List.of(), List.of(), List.of(), List.of(buttons), false);
    }

    Screen withTiles(List<Choice> choices) {
        return new Screen(kind, words, entry, facts, rows, choices, buttons, demonstration);
    }

    Screen withFacts(List<Fact> more) {
        return new Screen(kind, words, entry, more, rows, tiles, buttons, demonstration);
    }

    /** The first row holds the heads. */
    Screen withRows(List<List<String>> table) {
        return new Screen(kind, words, entry, facts, table, tiles, buttons, demonstration);
    }

    Screen withEntry(String masked) {
        return new Screen(kind, words, masked, facts, rows, tiles, buttons, demonstration);
    }

    Screen simulated() {
        return new Screen(kind, words, entry, facts, rows, tiles, buttons, true);
    }

    /** What may be pressed on it. */
    Set<String> actions() {
        Stream<String> keys =
                kind == Kind.NUMBER ? Stream.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X") : Stream.empty();
        return Stream.concat(
                        keys, Stream.concat(tiles.stream(), buttons.stream()).map(Choice::action))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Says nothing of the holder. */
    @Override
    public String toString() {
        return "screen " + kind;
    }
}
