package org.sscard.insurance.rpc;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Reads the fields of a message, refusing what is not in form by its name. */
final class Fields {

    private Fields() {}

    static LocalDate date(String text, String field) {
        LocalDate date = optionalDate(text, field);
        if (date == null) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "YYYY-MM-DD");
        }
        return date;
    }

    static @Nullable LocalDate optionalDate(String text, String field) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, field, "YYYY-MM-DD");
        }
    }

    static LocalDateTime time(String text, String field) {
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, field, "YYYY-MM-DDThh:mm");
        }
    }

    static <E extends Enum<E>> E choice(Class<E> type, String name, String field) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new CodedException(ErrorCode.REQUEST_INVALID, field, Arrays.toString(type.getEnumConstants())));
    }

    static void require(boolean holds, String field, String expected) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, expected);
        }
    }
}
