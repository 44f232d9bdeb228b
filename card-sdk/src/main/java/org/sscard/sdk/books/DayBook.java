package org.sscard.sdk.books;

import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sscard.sdk.DayFigures;
import org.sscard.sdk.DayRow;
import org.sscard.sdk.Fen;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.TransactionId;
import org.sscard.sdk.journal.SealedLines;

/**
 * What this journal settled on each accounting day: the institution's side of the daily comparison, {@code days.journal}
 * beside the journal. A line is durable before the transaction it is about ends in the journal, so that none is missing
 * after a crash. docs/sdk.md has the format.
 */
public final class DayBook implements AutoCloseable {
    private static final String FILE = "days.journal";
    private static final int KEEP_DAYS = 40;

    private record Entry(LocalDate day, DayRow row) {}

    private final Map<TransactionId, Entry> rows = new LinkedHashMap<>();
    private final Set<LocalDate> level = new TreeSet<>();
    private final SealedLines file;
    private LocalDate begins;

    private DayBook(Path directory, LocalDate today) {
        this.begins = today;
        this.file = SealedLines.open(directory.resolve(FILE), line -> apply(line.split(" ", -1)));
        LocalDate oldest = today.minusDays(KEEP_DAYS);
        rows.values().removeIf(entry -> entry.day().isBefore(oldest));
        level.removeIf(day -> day.isBefore(oldest));
        List<String> lines = new ArrayList<>(List.of("B " + begins));
        rows.values().forEach(entry -> lines.add(line(entry)));
        level.forEach(day -> lines.add("L " + day));
        file.replace(lines);
    }

    /**
     * Opens or creates the book; the journal's lock guards it too.
     *
     * @throws org.sscard.wire.error.CodedException JOURNAL_DAMAGED, JOURNAL_NOT_WRITABLE
     */
    public static DayBook open(Path directory, Clock clock) {
        return new DayBook(directory, LocalDate.now(clock));
    }

    /** The day of the first opening: what was before is not this book's. */
    public LocalDate begins() {
        return begins;
    }

    /** Durable when it returns; a transaction counts once, however often it is told. */
    public synchronized void posted(Receipt receipt) {
        DayRow row = new DayRow(
                receipt.transactionId(),
                receipt.split().total(),
                receipt.split().pooledFund(),
                receipt.split().account());
        Entry entry = new Entry(receipt.day(), row);
        if (!entry.equals(rows.get(row.transaction()))) {
            file.append(line(entry));
            rows.put(row.transaction(), entry);
            reopened(receipt.day());
        }
    }

    /** It does not stand in the books any more, or never did. */
    public synchronized void withdrawn(TransactionId transaction) {
        Entry entry = rows.get(transaction);
        if (entry != null) {
            file.append("W " + transaction.value());
            rows.remove(transaction);
            reopened(entry.day());
        }
    }

    /** The day was compared and is level. */
    public synchronized void level(LocalDate day) {
        if (!level.contains(day)) {
            file.append("L " + day);
            level.add(day);
        }
    }

    public synchronized boolean isLevel(LocalDate day) {
        return level.contains(day);
    }

    public synchronized List<DayRow> rows(LocalDate day) {
        return rows.values().stream()
                .filter(entry -> entry.day().equals(day))
                .map(Entry::row)
                .toList();
    }

    public DayFigures figures(LocalDate day) {
        DayFigures sum = DayFigures.NONE;
        for (DayRow row : rows(day)) {
            sum = sum.plus(row);
        }
        return sum;
    }

    @Override
    public void close() {
        file.close();
    }

    private void reopened(LocalDate day) {
        if (level.contains(day)) {
            file.append("D " + day);
            level.remove(day);
        }
    }

    private boolean apply(String[] words) {
        try {
            switch (words[0]) {
                case "B" -> begins = LocalDate.parse(words[1]);
                case "R" -> {
                    TransactionId id = new TransactionId(words[1]);
                    DayRow row = new DayRow(id, fen(words[3]), fen(words[4]), fen(words[5]));
                    rows.put(id, new Entry(LocalDate.parse(words[2]), row));
                }
                case "W" -> rows.remove(new TransactionId(words[1]));
                case "L" -> level.add(LocalDate.parse(words[1]));
                case "D" -> level.remove(LocalDate.parse(words[1]));
                default -> {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static Fen fen(String text) {
        return Fen.of(Long.parseLong(text));
    }

    private static String line(Entry entry) {
        DayRow row = entry.row();
        return String.join(
                " ",
                "R",
                row.transaction().value(),
                entry.day().toString(),
                Long.toString(row.total().value()),
                Long.toString(row.pooledFund().value()),
                Long.toString(row.account().value()));
    }
}
