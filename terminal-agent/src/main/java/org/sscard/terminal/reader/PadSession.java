package org.sscard.terminal.reader;

import java.util.Optional;
import org.sscard.spec.transport.CardTransport;

/** A session in a reader that may have a pad. */
public interface PadSession extends CardTransport {

    /** Empty when the reader offers no secure PIN entry. */
    Optional<ReaderPad> pad();
}
