package org.sscard.sdk.books;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.sscard.sdk.DayFigures;
import org.sscard.sdk.DayRow;
import org.sscard.sdk.Fen;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What this journal settled on each accounting day: the institution's side of the daily comparison. An append file of text
 * lines, {@code days.journal} beside the journal; a line is durable before the transaction it is about ends in the journal,
 * so that none is missing after a crash. docs/sdk.md has the format.
 */
public final class DayBook implements AutoCloseable {
    private static final String FILE = "days.journal";
    private static final String REPLACEMENT = "days.journal.new";
    private static final int KEEP_DAYS = 40;

    private record Entry(LocalDate day, DayRow row) {}

    private final Path directory;
    private final Map<TransactionId, Entry> rows = new LinkedHashMap<>();
    private final Set<LocalDate> level = new TreeSet<>();
    private LocalDate begins;
    private RandomAccessFile file;
    private boolean broken;

    private DayBook(Path directory, LocalDate today) throws IOException {
        this.directory = directory;
        this.begins = today;
        Path path = directory.resolve(FILE);
        if (Files.exists(path)) {
            read(Files.readString(path, StandardCharsets.US_ASCII), path);
        }
        LocalDate oldest = today.minusDays(KEEP_DAYS);
        rows.values().removeIf(entry -> entry.day().isBefore(oldest));
        level.removeIf(day -> day.isBefore(oldest));
        this.file = rewritten();
    }

    /**
     * Opens or creates the book; the journal's lock guards it too.
     *
     * @throws CodedException JOURNAL_DAMAGED when a line before the last is unreadable, JOURNAL_NOT_WRITABLE
     */
    public static DayBook open(Path directory, Clock clock) {
        try {
            return new DayBook(directory, LocalDate.now(clock));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
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
            append(line(entry));
            rows.put(row.transaction(), entry);
            reopened(receipt.day());
        }
    }

    /** It does not stand in the books any more, or never did. */
    public synchronized void withdrawn(TransactionId transaction) {
        Entry entry = rows.get(transaction);
        if (entry != null) {
            append("W " + transaction.value());
            rows.remove(transaction);
            reopened(entry.day());
        }
    }

    /** The day was compared and is level. */
    public synchronized void level(LocalDate day) {
        if (!level.contains(day)) {
            append("L " + day);
            level.add(day);
        }
    }

    /** The day of the first opening: what was before is not this book's. */
    public LocalDate begins() {
        return begins;
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
    public synchronized void close() {
        broken = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
    }

    private void reopened(LocalDate day) {
        if (level.contains(day)) {
            append("D " + day);
            level.remove(day);
        }
    }

    private void append(String content) {
        if (broken) {
            throw new CodedException(ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
        try {
            file.write(sealed(content));
            file.getFD().sync();
        } catch (IOException e) {
            broken = true;
            throw new CodedException(e, ErrorCode.JOURNAL_NOT_WRITABLE, directory);
        }
    }

    /** Only the last line can be torn by a crash; it is cut off. */
    private void read(String text, Path path) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            String content = unsealed(lines[i]);
            boolean last = i == lines.length - 2 && lines[lines.length - 1].isEmpty();
            if (content == null || !apply(content.split(" ", -1))) {
                if (last) {
                    return;
                }
                throw new CodedException(ErrorCode.JOURNAL_DAMAGED, path);
            }
        }
    }

    private boolean apply(String[] words) {
        try {
            switch (words[0]) {
                case "R" -> {
                    TransactionId id = new TransactionId(words[1]);
                    DayRow row = new DayRow(id, fen(words[3]), fen(words[4]), fen(words[5]));
                    rows.put(id, new Entry(LocalDate.parse(words[2]), row));
                }
                case "B" -> begins = LocalDate.parse(words[1]);
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

    private static byte[] sealed(String content) {
        return (content + " " + crc(content) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static @org.jspecify.annotations.Nullable String unsealed(String line) {
        int at = line.lastIndexOf(' ');
        if (at < 0) {
            return null;
        }
        String content = line.substring(0, at);
        return crc(content).equals(line.substring(at + 1)) ? content : null;
    }

    private static String crc(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.US_ASCII));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** What is still needed goes to a new file that then takes the old one's name: a cut leaves one of the two. */
    private RandomAccessFile rewritten() throws IOException {
        Path replacement = directory.resolve(REPLACEMENT);
        try (RandomAccessFile copy = new RandomAccessFile(replacement.toFile(), "rw")) {
            copy.setLength(0);
            copy.write(sealed("B " + begins));
            for (Entry entry : rows.values()) {
                copy.write(sealed(line(entry)));
            }
            for (LocalDate day : level) {
                copy.write(sealed("L " + day));
            }
            copy.getFD().sync();
        }
        Files.move(replacement, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        RandomAccessFile opened = new RandomAccessFile(directory.resolve(FILE).toFile(), "rw");
        opened.seek(opened.length());
        return opened;
    }
}
