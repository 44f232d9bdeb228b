package org.sscard.terminal.kiosk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the kiosk says, from {@code words.tsv}.
 *
 * @param zh title
 * @param text what to do, may be empty
 * @param spoken read aloud
 */
public record Words(String zh, String en, String text, String spoken) {

    private static final Map<String, Words> TABLE = read();
    private static final int COLUMNS = 5;

    /** @param arguments take the places {0}, {1} of the text */
    static Words of(String key, Object... arguments) {
        Words words = find(key).orElseThrow(() -> new IllegalArgumentException("no words for " + key));
        return new Words(
                filled(words.zh(), arguments),
                filled(words.en(), arguments),
                filled(words.text(), arguments),
                filled(words.spoken(), arguments));
    }

    static Optional<Words> find(String key) {
        return Optional.ofNullable(TABLE.get(key));
    }

    /** A code of another service in Chinese; one that the table does not know stays as it is. */
    static String code(String code) {
        return find("code-" + code).map(Words::zh).orElse(code);
    }

    private static String filled(String text, Object... arguments) {
        return arguments.length == 0 ? text : new MessageFormat(text).format(arguments);
    }

    private static Map<String, Words> read() {
        try (InputStream in = Objects.requireNonNull(Words.class.getResourceAsStream("words.tsv"))) {
            Map<String, Words> table = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String[] cells = line.split("\t", COLUMNS);
                        String spoken = cells[4].isEmpty() ? cells[1] + "。" + cells[3] : cells[4];
                        if (table.put(cells[0], new Words(cells[1], cells[2], cells[3], spoken)) != null) {
                            throw new IllegalStateException("words.tsv names " + cells[0] + " twice");
                        }
                    });
            return Map.copyOf(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
