package org.sscard.launcher.deep;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An institution's own books: a line a fact, on disk before the program goes on, so that a kill loses none. The last word of a
 * transaction counts.
 */
final class DeskBooks implements AutoCloseable {
    /** A posting as the institution has it; fen. */
    record Row(long total, long fund, long account) {}

    private final RandomAccessFile file;

    DeskBooks(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        file.seek(file.length());
    }

    synchronized void write(String... words) {
        try {
            file.write((String.join(" ", words) + "\n").getBytes(StandardCharsets.US_ASCII));
            file.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void posted(String transaction, long total, long fund, long account) {
        write("P", transaction, Long.toString(total), Long.toString(fund), Long.toString(account));
    }

    void withdrawn(String transaction) {
        write("W", transaction);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A line that a kill tore is not counted: what it was about is found out again. */
    static List<String[]> facts(Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        String text = Files.readString(path);
        try (Stream<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines()) {
            return lines.map(line -> line.split(" ", -1)).toList();
        }
    }

    static Map<String, Row> rows(Path path) throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String[] fact : facts(path)) {
            switch (fact[0]) {
                case "P" ->
                    rows.put(
                            fact[1],
                            new Row(Long.parseLong(fact[2]), Long.parseLong(fact[3]), Long.parseLong(fact[4])));
                case "W" -> rows.remove(fact[1]);
                default -> {}
            }
        }
        return rows;
    }
}
