package org.sscard.terminal.classic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The return codes of §3 for the codes of the catalogue; table {@code return-codes.tsv}. */
final class ReturnCodes {

    static final int SUCCESS = 0;

    private static final int LIBRARY = -5;
    /** iType 2 without a contactless reader (§1). */
    private static final int NO_CARD = -2;

    private static final int PSAM_LACKS_RKSSSE = -2203;
    /** 63C0: an authentication failed, the last digit counts the tries left. */
    private static final int AUTHENTICATION_FAILED = 0x63C0;

    private static final Map<ErrorCode, Integer> TABLE = table();

    private ReturnCodes() {}

    static int of(CodedException failure) {
        return switch (failure.code()) {
            case CARD_REFUSED, PSAM_REFUSED -> statusWord(failure);
            case CARD_KEY_REFUSED ->
                -(AUTHENTICATION_FAILED + Integer.parseInt(failure.arguments().get(1)));
            case READER_NOT_FOUND ->
                failure.arguments().contains(ReaderRole.USER_CONTACTLESS.name()) ? NO_CARD : listed(failure.code());
            case PSAM_KEY_ABSENT -> failure.arguments().contains("RKSSSE") ? PSAM_LACKS_RKSSSE : listed(failure.code());
            default -> listed(failure.code());
        };
    }

    private static int listed(ErrorCode code) {
        return TABLE.getOrDefault(code, LIBRARY);
    }

    /** −(SW1SW2); an answer of the wrong length has none. */
    private static int statusWord(CodedException refusal) {
        String status = refusal.arguments().get(1);
        return status.matches("[0-9A-F]{4}") ? -Integer.parseInt(status, 16) : LIBRARY;
    }

    private static Map<ErrorCode, Integer> table() {
        Map<ErrorCode, Integer> table = new EnumMap<>(ErrorCode.class);
        try (InputStream in = Objects.requireNonNull(ReturnCodes.class.getResourceAsStream("return-codes.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] fields = line.split("\t", -1);
                table.put(ErrorCode.valueOf(fields[0]), Integer.valueOf(fields[1]));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
