package org.sscard.sdk;

import java.util.OptionalInt;

/** What became of a PIN entry. */
public sealed interface PinResult {
    record Verified() implements PinResult {}

    /**
     * The card or the holder said no.
     *
     * @param code stable code of the error catalogue
     * @param triesLeft when the card told it
     */
    record Refused(String code, OptionalInt triesLeft) implements PinResult {}
}
