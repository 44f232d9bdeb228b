package org.sscard.keys.pkcs11;

import java.util.Locale;

/** A return value of a PKCS#11 library other than CKR_OK. */
public final class CryptokiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long returnValue;

    public CryptokiException(String function, long returnValue) {
        super(String.format(Locale.ROOT, "%s: CKR 0x%08X", function, returnValue));
        this.returnValue = returnValue;
    }

    public long returnValue() {
        return returnValue;
    }
}
