package org.sscard.issuer.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The first sheet of an xlsx workbook. */
final class XlsxRoster implements RosterFormat {

    /** A workbook that unpacks to more than this is no roster but a bomb. */
    private static final long MAX_UNPACKED_BYTES = 512L << 20;

    @Override
    public void read(Path file, Consumer<RosterRow> rows) {
        refuseBomb(file);
        try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile())) {
            Sheet sheet = workbook.getFirstSheet();
            try (Stream<Row> stream = sheet.openStream()) {
                read(stream.iterator(), rows);
            }
        } catch (ExcelReaderException | IOException e) {
            // A workbook's directory stands at its end: what is cut does not open, or its sheet's XML breaks off.
            throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
        }
    }

    @Override
    public void requireHeader(Path file) {
        refuseBomb(file);
        try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile());
                Stream<Row> stream = workbook.getFirstSheet().openStream()) {
            header(stream.iterator());
        } catch (ExcelReaderException | IOException e) {
            throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
        }
    }

    private static RosterHeader header(Iterator<Row> stream) {
        Row first = next(stream).orElseThrow(() -> new CodedException(ErrorCode.ROSTER_FILE_CUT));
        return RosterHeader.of(cells(first).stream().map(RosterCell::text).toList());
    }

    private static void read(Iterator<Row> stream, Consumer<RosterRow> rows) {
        RosterHeader header = header(stream);
        Optional<Row> excel = next(stream);
        while (excel.isPresent()) {
            RosterRow row = header.row(excel.get().getRowNum(), cells(excel.get()));
            if (!row.blank()) {
                rows.accept(row);
            }
            excel = next(stream);
        }
    }

    /** The next row. The reader's XML parser reports what is malformed with unchecked exceptions of several libraries. */
    private static Optional<Row> next(Iterator<Row> stream) {
        try {
            return stream.hasNext() ? Optional.of(stream.next()) : Optional.empty();
        } catch (RuntimeException e) {
            throw new CodedException(e, ErrorCode.ROSTER_FILE_CUT);
        }
    }

    private static List<RosterCell> cells(Row row) {
        List<RosterCell> cells = new ArrayList<>(row.getCellCount());
        for (int i = 0; i < row.getCellCount(); i++) {
            cells.add(cell(row.hasCell(i) ? row.getCell(i) : null));
        }
        return cells;
    }

    private static RosterCell cell(@Nullable Cell cell) {
        if (cell == null || cell.getType() == CellType.EMPTY) {
            return RosterCell.EMPTY;
        }
        String text = cell.getText().strip();
        return switch (cell.getType()) {
            case NUMBER -> new RosterCell(RosterCell.Kind.NUMBER, text);
            case FORMULA, ERROR -> new RosterCell(RosterCell.Kind.FORMULA, text.isEmpty() ? "=" : text);
            default -> RosterCell.text(text);
        };
    }

    private static void refuseBomb(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long unpacked = zip.stream()
                    .mapToLong(entry -> Math.max(0, entry.getSize()))
                    .sum();
            if (unpacked > MAX_UNPACKED_BYTES) {
                throw new CodedException(ErrorCode.ROSTER_FILE_UNREADABLE, "> 512 MiB");
            }
        } catch (IOException e) {
            throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
        }
    }
}
