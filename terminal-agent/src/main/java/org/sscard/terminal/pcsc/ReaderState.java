package org.sscard.terminal.pcsc;

import javax.smartcardio.ATR;
import org.jspecify.annotations.Nullable;

/**
 * What pcscd says of a reader (SCARD_READERSTATE).
 *
 * @param atr {@code null} without a card
 * @param events counts insertions and removals, so that a card swapped between two looks shows
 */
record ReaderState(@Nullable ATR atr, int events) {

    boolean present() {
        return atr != null;
    }
}
