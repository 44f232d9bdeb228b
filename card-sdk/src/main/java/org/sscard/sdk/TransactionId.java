package org.sscard.sdk;

import java.util.regex.Pattern;

/**
 * The institution's own name of a money message. The SDK draws it and makes it durable before anything is sent; a
 * resend bears the same one (settlement §2.4).
 *
 * @param value 1 to 64 characters of {@code [0-9A-Za-z-]}
 */
public record TransactionId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z-]{1,64}");

    public TransactionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a transaction id has 1 to 64 characters of [0-9A-Za-z-]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
