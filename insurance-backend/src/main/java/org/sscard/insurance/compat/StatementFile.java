package org.sscard.insurance.compat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The files of 3202: text in UTF-8, columns parted by TAB, no header, in a ZIP; plain text is read too. */
final class StatementFile {

    private static final int LARGEST_TEXT = 64 * 1024 * 1024;
    private static final int COLUMNS = 6;
    private static final int FLAG = 6;
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,14}(\\.[0-9]{1,2})?");

    private StatementFile() {}

    /** A row as the institution has it; the flag may be absent. */
    record Line(
            String settlementId,
            String visit,
            String person,
            long totalFen,
            long fundFen,
            long accountFen,
            String refundFlag) {}

    static List<Line> read(byte[] content) {
        String text = text(content);
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank()) {
                lines.add(line(line.split("\t", -1), number));
            }
        }
        return lines;
    }

    private static Line line(String[] columns, int number) {
        if (columns.length < COLUMNS) {
            throw new CodedException(ErrorCode.STATEMENT_FILE_INVALID, "line " + number);
        }
        return new Line(
                columns[0].trim(),
                columns[1].trim(),
                columns[2].trim(),
                fen(columns[3], number),
                fen(columns[4], number),
                fen(columns[5], number),
                columns.length > FLAG ? columns[FLAG].trim() : "");
    }

    private static long fen(String text, int number) {
        String amount = text.trim();
        if (amount.isEmpty()) {
            return 0;
        }
        if (!AMOUNT.matcher(amount).matches()) {
            throw new CodedException(ErrorCode.STATEMENT_FILE_INVALID, "line " + number);
        }
        return new BigDecimal(amount).movePointRight(2).longValueExact();
    }

    private static String text(byte[] content) {
        byte[] bytes = zipped(content) ? firstEntry(content) : content;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CodedException(e, ErrorCode.STATEMENT_FILE_INVALID, "UTF-8");
        }
    }

    private static boolean zipped(byte[] content) {
        return content.length > 1 && content[0] == 'P' && content[1] == 'K';
    }

    private static byte[] firstEntry(byte[] content) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            @Nullable ZipEntry entry = zip.getNextEntry();
            if (entry == null) {
                return new byte[0];
            }
            byte[] text = zip.readNBytes(LARGEST_TEXT + 1);
            if (text.length > LARGEST_TEXT) {
                throw new CodedException(ErrorCode.STATEMENT_FILE_INVALID, "size");
            }
            return text;
        } catch (IOException | IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.STATEMENT_FILE_INVALID, "ZIP");
        }
    }

    static byte[] zip(String entry, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
