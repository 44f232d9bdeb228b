package org.sscard.terminal.pcsc;

import java.util.Locale;
import javax.smartcardio.CardException;

/** A call of libpcsclite that did not succeed, with the name that winscard.h gives the code. */
final class PcscException extends CardException {

    private static final long serialVersionUID = 1L;

    PcscException(String function, int code) {
        super(function + ": "
                + PcscError.ofCode(code).map(Enum::name).orElseGet(() -> String.format(Locale.ROOT, "%08X", code)));
    }

    PcscException(String function, PcscError error) {
        super(function + ": " + error.name());
    }
}
