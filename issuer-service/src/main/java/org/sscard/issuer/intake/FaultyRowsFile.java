package org.sscard.issuer.intake;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Rows in error as a file to mend and to send again: the row's number first, the columns of a roster, and beside them what is
 * wrong and what is proposed. Cells are text; what begins like a formula is kept from being one.
 */
enum FaultyRowsFile {
    XLSX {
        @Override
        void write(Iterable<IntakeRow> rows, OutputStream out) throws IOException {
            try (Workbook workbook = new Workbook(out, "SSCard", "1.0")) {
                Worksheet sheet = workbook.newWorksheet("错行");
                List<String> headers = headers();
                for (int i = 0; i < headers.size(); i++) {
                    sheet.value(0, i, headers.get(i));
                    sheet.style(0, i).bold().set();
                    sheet.width(i, WIDTH);
                }
                int at = 1;
                for (IntakeRow row : rows) {
                    List<String> cells = cells(row);
                    for (int i = 0; i < cells.size(); i++) {
                        sheet.value(at, i, cells.get(i));
                    }
                    for (RosterFault fault : row.faults()) {
                        int column = headers.indexOf(fault.column());
                        if (column >= 0) {
                            sheet.style(at, column).fillColor(WRONG_CELL).set();
                        }
                    }
                    at++;
                    if (at % FLUSHED == 0) {
                        sheet.flush();
                    }
                }
                workbook.finish();
            }
        }
    },
    CSV {
        @Override
        void write(Iterable<IntakeRow> rows, OutputStream out) throws IOException {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            text.write('\uFEFF');
            text.write(line(headers()));
            for (IntakeRow row : rows) {
                text.write(line(cells(row)));
            }
            text.flush();
        }
    };

    private static final String WRONG_CELL = "FFF2CC";
    private static final int WIDTH = 22;
    private static final int FLUSHED = 1_000;

    abstract void write(Iterable<IntakeRow> rows, OutputStream out) throws IOException;

    /** @throws CodedException REQUEST_INVALID */
    static FaultyRowsFile of(String format) {
        try {
            return valueOf(format.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "format", "xlsx, csv");
        }
    }

    void writeTo(OutputStream out, Iterable<IntakeRow> rows) {
        try {
            write(rows, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> headers() {
        return Stream.of(
                        Stream.of(RosterHeader.ORIGIN),
                        Stream.of(RosterColumn.values()).map(RosterColumn::headerZh),
                        Stream.of(RosterHeader.ERROR, RosterHeader.PROPOSAL))
                .flatMap(part -> part)
                .toList();
    }

    private static List<String> cells(IntakeRow row) {
        return Stream.of(
                        Stream.of(String.valueOf(row.number())),
                        Stream.of(RosterColumn.values())
                                .map(column -> row.cells().cell(column).text()),
                        Stream.of(
                                row.faults().stream()
                                        .map(fault -> fault.text().zh())
                                        .collect(Collectors.joining("；")),
                                row.faults().stream()
                                        .filter(fault -> !fault.proposal().isEmpty())
                                        .map(fault -> fault.column() + " → " + fault.proposal())
                                        .collect(Collectors.joining("；"))))
                .flatMap(part -> part)
                .toList();
    }

    private static String line(List<String> cells) {
        return cells.stream().map(FaultyRowsFile::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        String safe = !cell.isEmpty() && "=+-@\t".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        return safe.matches("[^,\"\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
