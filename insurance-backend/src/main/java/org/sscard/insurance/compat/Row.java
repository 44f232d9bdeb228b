package org.sscard.insurance.compat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The checked values of one object of an input, by field name. */
record Row(Map<String, Object> values) {

    /** Empty when it was not given. */
    String text(String field) {
        Object value = values.get(field);
        return value == null ? "" : (String) value;
    }

    boolean has(String field) {
        return values.containsKey(field);
    }

    /** Yuan in fen; 0 when it was not given. */
    long fen(String field) {
        return scaled(field, 2);
    }

    /** Yuan or quantity × 10,000. */
    long times1e4(String field) {
        return scaled(field, 4);
    }

    private long scaled(String field, int decimals) {
        Object value = values.get(field);
        if (value == null) {
            return 0;
        }
        try {
            return ((BigDecimal) value).movePointRight(decimals).longValueExact();
        } catch (ArithmeticException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, field, "too large");
        }
    }

    long whole(String field) {
        return scaled(field, 0);
    }

    @Nullable
    LocalDateTime time(String field) {
        return (LocalDateTime) values.get(field);
    }

    @Nullable
    LocalDate date(String field) {
        return (LocalDate) values.get(field);
    }

    byte[] bytes(String field) {
        byte[] value = (byte[]) values.get(field);
        return value == null ? new byte[0] : value;
    }

    /** Fields may carry persons' data. */
    @Override
    public String toString() {
        return "Row" + values.keySet();
    }
}
