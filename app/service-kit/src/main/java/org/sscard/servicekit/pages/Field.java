package org.sscard.servicekit.pages;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One field of a form.
 *
 * @param id of the input, and the parameter's name
 * @param hint how it is to be filled in, or empty
 * @param value what was entered: a form keeps it on error
 * @param options of a choice
 * @param error what is wrong with the value, or empty
 */
public record Field(String id, Label label, Kind kind, String hint, String value, List<Option> options, String error) {

    public enum Kind {
        TEXT,
        DATE,
        MONTH,
        /** Yuan with at most two decimals. */
        MONEY,
        SEARCH,
        CHOICE,
        /** Several lines. */
        LONG_TEXT,
        /** One box; its value is {@code yes} or empty. */
        CHECK,
        /** A box for each option; the value is the ticked ones, separated by commas. */
        CHECKS,
        /** A file; nothing is kept on error, a browser does not allow it. */
        FILE,
        HIDDEN;

        public String inputType() {
            return switch (this) {
                case DATE -> "date";
                case MONTH -> "month";
                case SEARCH -> "search";
                case HIDDEN -> "hidden";
                case FILE -> "file";
                default -> "text";
            };
        }
    }

    /** What a ticked box sends. */
    public static final String YES = "yes";

    public record Option(String value, String text) {}

    public Field {
        options = List.copyOf(options);
    }

    public static Field of(String id, Kind kind, String zh, String en, String value) {
        return new Field(id, Label.of(zh, en), kind, "", value, List.of(), "");
    }

    public static Field hidden(String id, String value) {
        return of(id, Kind.HIDDEN, "", "", value);
    }

    public static Field choice(String id, String zh, String en, String value, List<Option> options) {
        return new Field(id, Label.of(zh, en), Kind.CHOICE, "", value, options, "");
    }

    public static Field check(String id, String zh, String en, boolean ticked) {
        return of(id, Kind.CHECK, zh, en, ticked ? YES : "");
    }

    /** @param endings of the files that are offered to be chosen, e.g. {@code .zip} */
    public static Field file(String id, String zh, String en, String... endings) {
        return new Field(
                id,
                Label.of(zh, en),
                Kind.FILE,
                "",
                "",
                Arrays.stream(endings).map(ending -> new Option(ending, ending)).toList(),
                "");
    }

    /** What a file's input offers: tables where nothing else was said. */
    public String accept() {
        return options.isEmpty()
                ? ".xlsx,.csv"
                : options.stream().map(Option::value).collect(Collectors.joining(","));
    }

    /** @param ticked values of options */
    public static Field checks(String id, String zh, String en, Collection<String> ticked, List<Option> options) {
        return new Field(id, Label.of(zh, en), Kind.CHECKS, "", String.join(",", ticked), options, "");
    }

    /** Where a wrong field is looked for: the first box of several. */
    public String target() {
        return kind == Kind.CHECKS && !options.isEmpty()
                ? id + "-" + options.get(0).value()
                : id;
    }

    public boolean ticked(String option) {
        return Arrays.asList(value.split(",", -1)).contains(option);
    }

    /** The same field as it was filled in. */
    public Field entered(String text) {
        return new Field(id, label, kind, hint, text, options, error);
    }

    public Field hint(String text) {
        return new Field(id, label, kind, text, value, options, error);
    }

    public Field with(String entered) {
        return new Field(id, label, kind, hint, entered, options, error);
    }

    public Field wrong(String text) {
        return new Field(id, label, kind, hint, value, options, text);
    }

    /** The ids of hint and error, as far as there are such; null otherwise. */
    public @org.jspecify.annotations.Nullable String describedBy() {
        String ids = ((hint.isEmpty() ? "" : id + "-hint") + (error.isEmpty() ? "" : " " + id + "-error")).strip();
        return ids.isEmpty() ? null : ids;
    }
}
