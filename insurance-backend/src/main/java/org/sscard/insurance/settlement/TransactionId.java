package org.sscard.insurance.settlement;

import java.util.regex.Pattern;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The form of an id that the caller draws: 1 to 64 characters of [0-9A-Za-z-]. */
final class TransactionId {

    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z-]{1,64}");

    private TransactionId() {}

    static void check(String id) {
        if (!FORM.matcher(id).matches()) {
            throw new CodedException(ErrorCode.TRANSACTION_ID_INVALID);
        }
    }
}
