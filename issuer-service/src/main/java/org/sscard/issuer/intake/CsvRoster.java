package org.sscard.issuer.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * CSV after RFC 4180 with commas, in UTF-8 with or without a byte order mark or in GB18030. The encoding is
 * found out strictly: a file that is not UTF-8 as a whole is read as GB18030, and one that is neither is refused.
 */
final class CsvRoster implements RosterFormat {

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    @Override
    public void read(Path file, Consumer<RosterRow> rows) {
        Charset charset = charsetOf(file);
        try (Reader text = open(file, charset);
                CsvReader<CsvRecord> records = CsvReader.builder()
                        .skipEmptyLines(false)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .ofCsvRecord(text)) {
            RosterHeader header = null;
            int number = 0;
            for (CsvRecord csv : records) {
                number++;
                if (header == null) {
                    header = RosterHeader.of(csv.getFields());
                    continue;
                }
                RosterRow row = header.row(number, cells(csv));
                if (!row.blank()) {
                    rows.accept(row);
                }
            }
            if (header == null) {
                throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
            }
        } catch (CsvParseException e) {
            // Every deviation from RFC 4180 inside quotes looks like this; the usual cause is a file that ends in a
            // field.
            throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void requireHeader(Path file) {
        try (Reader text = open(file, charsetOf(file));
                CsvReader<CsvRecord> records = CsvReader.builder()
                        .skipEmptyLines(false)
                        .allowUnclosedQuote(false)
                        .ofCsvRecord(text)) {
            RosterHeader.of(records.stream()
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.ROSTER_FILE_CUT))
                    .getFields());
        } catch (CsvParseException e) {
            throw new CodedException(ErrorCode.ROSTER_FILE_CUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RosterCell> cells(CsvRecord csv) {
        return csv.getFields().stream().map(RosterCell::text).toList();
    }

    private static Charset charsetOf(Path file) {
        if (decodes(file, StandardCharsets.UTF_8)) {
            return StandardCharsets.UTF_8;
        }
        if (decodes(file, GB18030)) {
            return GB18030;
        }
        throw new CodedException(ErrorCode.ROSTER_FILE_UNREADABLE, "UTF-8, GB18030");
    }

    private static boolean decodes(Path file, Charset charset) {
        char[] buffer = new char[8192];
        try (Reader text = open(file, charset)) {
            int read = text.read(buffer);
            while (read >= 0) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == 0) {
                        return false;
                    }
                }
                read = text.read(buffer);
            }
            return true;
        } catch (CharacterCodingException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reader open(Path file, Charset charset) throws IOException {
        CharsetDecoder strict = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new BufferedReader(new InputStreamReader(withoutMark(Files.newInputStream(file)), strict));
    }

    private static InputStream withoutMark(InputStream file) throws IOException {
        PushbackInputStream in = new PushbackInputStream(file, UTF8_MARK.length);
        byte[] start = in.readNBytes(UTF8_MARK.length);
        if (!Arrays.equals(start, UTF8_MARK)) {
            in.unread(start);
        }
        return in;
    }
}
