package org.sscard.servicekit.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message, masked, on one line: a line break in a value must not forge a log line. */
public final class MaskedMessage extends MessageConverter {

    @Override
    public String convert(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return message == null ? "" : Masking.mask(message).replaceAll("[\\r\\n]+", " | ");
    }
}
