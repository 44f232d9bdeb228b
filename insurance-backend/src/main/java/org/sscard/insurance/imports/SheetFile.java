package org.sscard.insurance.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A table that staff upload: the first sheet of an xlsx, or a CSV (RFC 4180) in UTF-8 with or without a byte order mark or
 * in GB18030. The first row holds the headers, Chinese or English, in any order; unknown columns are ignored. A file that
 * is cut or neither encoding is refused whole.
 */
public final class SheetFile {

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final String MARK = "\uFEFF";
    private static final int MOST_ROWS = 200_000;
    /** A workbook that unpacks to more than this is no table but a bomb. */
    private static final long MOST_UNPACKED_BYTES = 256L << 20;

    private SheetFile() {}

    /** @throws CodedException IMPORT_FILE_UNREADABLE, IMPORT_COLUMN_MISSING */
    public static List<SheetRow> read(String fileName, byte[] content, List<SheetColumn> columns) {
        String name = fileName.toLowerCase(Locale.ROOT);
        List<List<String>> lines;
        if (name.endsWith(".xlsx")) {
            lines = workbook(content);
        } else if (name.endsWith(".csv")) {
            lines = csv(content);
        } else {
            throw new CodedException(ErrorCode.IMPORT_FILE_UNREADABLE, ".xlsx, .csv");
        }
        if (lines.isEmpty()) {
            throw new CodedException(ErrorCode.IMPORT_FILE_UNREADABLE, "0 rows");
        }
        return rows(lines, columns);
    }

    private static List<SheetRow> rows(List<List<String>> lines, List<SheetColumn> columns) {
        Map<String, Integer> places = places(lines.get(0), columns);
        List<SheetRow> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            List<String> line = lines.get(i);
            if (line.stream().allMatch(String::isEmpty)) {
                continue;
            }
            Map<String, String> cells = new HashMap<>();
            places.forEach((column, place) -> cells.put(column, place < line.size() ? line.get(place) : ""));
            rows.add(new SheetRow(i + 1, cells));
        }
        return rows;
    }

    private static Map<String, Integer> places(List<String> headers, List<SheetColumn> columns) {
        Map<String, Integer> places = new HashMap<>();
        for (SheetColumn column : columns) {
            int place = headers.indexOf(column.zh());
            place = place < 0 ? headers.indexOf(column.name()) : place;
            if (place >= 0) {
                places.put(column.name(), place);
            } else if (column.required()) {
                throw new CodedException(ErrorCode.IMPORT_COLUMN_MISSING, column.zh() + " / " + column.name());
            }
        }
        return places;
    }

    private static List<List<String>> csv(byte[] content) {
        String text = decoded(content, StandardCharsets.UTF_8)
                .or(() -> decoded(content, GB18030))
                .orElseThrow(() -> new CodedException(ErrorCode.IMPORT_FILE_UNREADABLE, "UTF-8, GB18030"));
        List<List<String>> lines = new ArrayList<>();
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .skipEmptyLines(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text.startsWith(MARK) ? text.substring(1) : text)) {
            for (CsvRecord csv : records) {
                add(lines, csv.getFields().stream().map(String::strip).toList());
            }
        } catch (CsvParseException | IOException e) {
            throw new CodedException(e, ErrorCode.IMPORT_FILE_UNREADABLE, "row " + (lines.size() + 1));
        }
        return lines;
    }

    private static Optional<String> decoded(byte[] content, Charset charset) {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static List<List<String>> workbook(byte[] content) {
        refuseBomb(content);
        List<List<String>> lines = new ArrayList<>();
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(content));
                Stream<Row> rows = workbook.getFirstSheet().openStream()) {
            rows.forEach(row -> {
                while (lines.size() < row.getRowNum() - 1) {
                    add(lines, List.of());
                }
                add(lines, cells(row));
            });
        } catch (ExcelReaderException | IOException e) {
            throw new CodedException(e, ErrorCode.IMPORT_FILE_UNREADABLE, "xlsx");
        } catch (CodedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The XML parsers below report what is malformed with unchecked exceptions of several libraries.
            throw new CodedException(e, ErrorCode.IMPORT_FILE_UNREADABLE, "xlsx");
        }
        return lines;
    }

    private static List<String> cells(Row row) {
        List<String> cells = new ArrayList<>(row.getCellCount());
        for (int i = 0; i < row.getCellCount(); i++) {
            Cell cell = row.hasCell(i) ? row.getCell(i) : null;
            cells.add(cell == null ? "" : cell.getText().strip());
        }
        return cells;
    }

    private static void refuseBomb(byte[] content) {
        long unpacked = 0;
        byte[] buffer = new byte[1 << 16];
        try (ZipFile zip = ZipFile.builder().setByteArray(content).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        unpacked += read;
                        if (unpacked > MOST_UNPACKED_BYTES) {
                            throw new CodedException(ErrorCode.IMPORT_FILE_UNREADABLE, "> 256 MiB");
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.IMPORT_FILE_UNREADABLE, "xlsx");
        }
    }

    private static void add(List<List<String>> lines, List<String> line) {
        if (lines.size() > MOST_ROWS) {
            throw new CodedException(ErrorCode.IMPORT_FILE_UNREADABLE, "> " + MOST_ROWS);
        }
        lines.add(line);
    }
}
