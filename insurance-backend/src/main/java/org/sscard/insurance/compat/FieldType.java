package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The type of a field and how a value of it is read: text (C), number (N), date-time (T), date (D) or bytes (B).
 *
 * @param length characters of a text, digits of a number
 */
record FieldType(char kind, int length, int decimals) {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final Pattern TIME =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\\.[0-9]{1,9})?)?");
    private static final int LARGEST_EXPONENT = 30;
    private static final int LARGEST_BYTE = 255;

    static FieldType parse(String notation) {
        String[] sizes = notation.substring(1).split("\\.", -1);
        return new FieldType(
                notation.charAt(0),
                sizes[0].isEmpty() ? 0 : Integer.parseInt(sizes[0]),
                sizes.length > 1 ? Integer.parseInt(sizes[1]) : 0);
    }

    /** The value as text, BigDecimal, LocalDateTime, LocalDate or byte[]; what does not fit is refused. */
    Object read(String field, JsonNode value, boolean negativeAllowed) {
        return switch (kind) {
            case 'N' -> number(field, value, negativeAllowed);
            case 'T' -> time(field, text(field, value));
            case 'D' -> time(field, text(field, value)).toLocalDate();
            case 'B' -> bytes(field, value);
            default -> sized(field, text(field, value));
        };
    }

    private String sized(String field, String text) {
        if (text.codePointCount(0, text.length()) > length) {
            throw refused(field, "longer than " + length);
        }
        return text;
    }

    private static String text(String field, JsonNode value) {
        if (value.isNumber()) {
            return decimal(field, value).toPlainString();
        }
        if (!value.isTextual()) {
            throw refused(field, "not a text");
        }
        String text = value.textValue();
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE) {
                throw refused(field, "a control character or half of one");
            }
            i += Character.charCount(point);
        }
        return text;
    }

    private BigDecimal number(String field, JsonNode value, boolean negativeAllowed) {
        BigDecimal number = decimal(field, value);
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (plain.scale() > decimals) {
            throw refused(field, "more than " + decimals + " decimals");
        }
        if (plain.precision() - plain.scale() > length - decimals) {
            throw refused(field, "too large");
        }
        if (plain.signum() < 0 && !negativeAllowed) {
            throw refused(field, "negative");
        }
        return plain;
    }

    private static BigDecimal decimal(String field, JsonNode value) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            if (Math.abs((long) number.scale()) > LARGEST_EXPONENT || number.precision() > 2 * LARGEST_EXPONENT) {
                throw refused(field, "not a number of this field");
            }
            return number;
        }
        if (!value.isTextual() || !NUMBER.matcher(value.textValue()).matches()) {
            throw refused(field, "not a number");
        }
        return new BigDecimal(value.textValue());
    }

    private static LocalDateTime time(String field, String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw refused(field, "not a time yyyy-MM-dd HH:mm:ss");
        }
        try {
            LocalDate day = LocalDate.parse(matcher.group(1));
            String hours = matcher.group(2);
            return day.atTime(hours == null ? LocalTime.MIDNIGHT : LocalTime.parse(hours));
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, field, "no such time");
        }
    }

    private static byte[] bytes(String field, JsonNode value) {
        if (!value.isArray()) {
            throw refused(field, "not an array of bytes");
        }
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
            JsonNode one = value.get(i);
            if (!one.isInt() || one.intValue() < 0 || one.intValue() > LARGEST_BYTE) {
                throw refused(field, "not an array of bytes");
            }
            bytes[i] = (byte) one.intValue();
        }
        return bytes;
    }

    static CodedException refused(String field, String reason) {
        return new CodedException(ErrorCode.REQUEST_INVALID, field, reason);
    }
}
