package org.sscard.spec.trace;

import java.time.Instant;
import org.sscard.spec.transport.CardTransportException;

/** One line of a trace. */
public sealed interface TraceEntry {

    Instant at();

    /** Beginning of a session: answer to reset as the reader reported it. */
    record Connected(Instant at, MaskedBytes atr) implements TraceEntry {}

    record Reset(Instant at, MaskedBytes atr) implements TraceEntry {}

    /** @param micros time from command to response in microseconds */
    record Exchange(Instant at, long micros, MaskedBytes command, MaskedBytes response) implements TraceEntry {}

    /** No answer came. */
    record Failure(Instant at, long micros, MaskedBytes command, CardTransportException.Kind kind)
            implements TraceEntry {}

    record Closed(Instant at) implements TraceEntry {}
}
