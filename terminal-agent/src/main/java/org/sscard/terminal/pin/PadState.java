package org.sscard.terminal.pin;

import java.util.Optional;

/**
 * What the pad's page may know: that it asks, for what, and how many digits are in; never which.
 *
 * @param request empty while nothing is asked
 */
public record PadState(Optional<PinRequest> request, int digitsEntered, long secondsLeft) {}
