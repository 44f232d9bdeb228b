package org.sscard.wire.error;

import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code errors.tsv}, read once. Columns: code, area, actor, retryable (yes, no), gRPC status, text and remedy in Chinese
 * and English; {@code {0}} stands for the first argument. Lines that begin with # are headings.
 */
public final class ErrorCatalogue {

    private static final Map<ErrorCode, Entry> ENTRIES = read();

    private ErrorCatalogue() {}

    /** One row; texts still carry their {@code {n}}. */
    public record Entry(
            ErrorCode code,
            String area,
            Actor actor,
            boolean retryable,
            Status.Code grpcStatus,
            String zh,
            String en,
            String remedyZh,
            String remedyEn) {}

    public static Entry entry(ErrorCode code) {
        Entry entry = ENTRIES.get(code);
        if (entry == null) {
            throw new IllegalStateException("errors.tsv has no row for " + code);
        }
        return entry;
    }

    /** The row of a code as it came over the wire or from a command line. */
    public static Optional<Entry> find(String code) {
        return ENTRIES.values().stream()
                .filter(entry -> entry.code().name().equals(code))
                .findFirst();
    }

    /** All rows in the order of the table. */
    public static List<Entry> entries() {
        return List.copyOf(ENTRIES.values());
    }

    /** Puts the arguments into a text; an argument that is not there shows as "?". */
    static String fill(String text, String... arguments) {
        StringBuilder filled = new StringBuilder(text.length() + 32);
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            if (open < 0 || open + 2 >= text.length() || text.charAt(open + 2) != '}') {
                return filled.append(text, at, text.length()).toString();
            }
            int index = text.charAt(open + 1) - '0';
            filled.append(text, at, open).append(index >= 0 && index < arguments.length ? arguments[index] : "?");
            at = open + 3;
        }
        return filled.toString();
    }

    private static Map<ErrorCode, Entry> read() {
        Map<ErrorCode, Entry> entries = new EnumMap<>(ErrorCode.class);
        try (InputStream table = ErrorCatalogue.class.getResourceAsStream("errors.tsv")) {
            if (table == null) {
                throw new IllegalStateException("errors.tsv is not on the class path");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    Entry entry = row(line);
                    if (entries.put(entry.code(), entry) != null) {
                        throw new IllegalStateException("errors.tsv names " + entry.code() + " twice");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static Entry row(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 9) {
            throw new IllegalStateException("errors.tsv: 9 cells expected, " + cells.length + " found: " + line);
        }
        if (!cells[3].equals("yes") && !cells[3].equals("no")) {
            throw new IllegalStateException("errors.tsv: retryable is yes or no: " + line);
        }
        return new Entry(
                ErrorCode.valueOf(cells[0]),
                cells[1],
                Actor.valueOf(cells[2]),
                cells[3].equals("yes"),
                Status.Code.valueOf(cells[4]),
                cells[5],
                cells[6],
                cells[7],
                cells[8]);
    }
}
