package org.sscard.terminal.pin;

import java.time.Duration;
import java.util.Optional;

/**
 * A PIN pad of its own beside the reader, found by ServiceLoader. It is asked where the reader has no secure PIN entry; without
 * any, the pad on the screen serves.
 */
public interface PinPadDevice {

    /**
     * @param limit how long a holder has for one entry
     * @return empty when the device is not connected
     */
    Optional<PinPad> open(Duration limit);
}
