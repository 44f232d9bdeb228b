package org.sscard.wire.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure with its code of the catalogue. The arguments appear in messages, logs and answers: never a PIN, a key, a full
 * id or card number, or a holder's name. Each is cut at 300 characters and loses its control characters.
 */
public final class CodedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_ARGUMENT = 300;

    private final ErrorCode code;
    private final String[] arguments;

    public CodedException(ErrorCode code, Object... safeArguments) {
        this(null, code, safeArguments);
    }

    public CodedException(@Nullable Throwable cause, ErrorCode code, Object... safeArguments) {
        super(code + ": " + ErrorCatalogue.fill(ErrorCatalogue.entry(code).en(), texts(safeArguments)), cause);
        this.code = code;
        this.arguments = texts(safeArguments);
    }

    public ErrorCode code() {
        return code;
    }

    public List<String> arguments() {
        return List.of(arguments);
    }

    public ErrorCatalogue.Entry entry() {
        return ErrorCatalogue.entry(code);
    }

    /** What happened, in Chinese. */
    public String zh() {
        return ErrorCatalogue.fill(entry().zh(), arguments);
    }

    /** What happened, in English. */
    public String en() {
        return ErrorCatalogue.fill(entry().en(), arguments);
    }

    /** What to do, in Chinese. */
    public String remedyZh() {
        return ErrorCatalogue.fill(entry().remedyZh(), arguments);
    }

    /** What to do, in English. */
    public String remedyEn() {
        return ErrorCatalogue.fill(entry().remedyEn(), arguments);
    }

    /** Whether the same request may be sent again unchanged. */
    public boolean retryable() {
        return entry().retryable();
    }

    private static String[] texts(Object... values) {
        String[] texts = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            String text = String.valueOf(values[i]).replaceAll("\\p{Cntrl}", " ");
            texts[i] = text.length() > LONGEST_ARGUMENT ? text.substring(0, LONGEST_ARGUMENT) + "…" : text;
        }
        return texts;
    }
}
