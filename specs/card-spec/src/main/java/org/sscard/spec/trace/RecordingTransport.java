package org.sscard.spec.trace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;

/** Passes everything on and writes it to a trace, without PINs, keys and personal data. */
public final class RecordingTransport implements CardTransport {

    private final CardTransport inner;
    private final TraceWriter writer;
    private final Clock clock;
    private final Redactor redactor;

    /** @param writer stays open: several sessions may go into one file */
    public RecordingTransport(CardTransport inner, TraceWriter writer, Clock clock) {
        this.inner = inner;
        this.writer = writer;
        this.clock = clock;
        this.redactor = new Redactor(writer.role());
        writer.write(new TraceEntry.Connected(clock.instant(), MaskedBytes.open(inner.atr())));
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        MaskedBytes shown = shown(command);
        Instant start = clock.instant();
        try {
            ResponseApdu response = inner.transmit(command);
            long micros = microsSince(start);
            MaskedBytes redacted = redactor.response(command, response);
            MaskedBytes answer = writer.isRedacted() ? redacted : MaskedBytes.open(response.bytes());
            writer.write(new TraceEntry.Exchange(start, micros, shown, answer));
            return response;
        } catch (CardTransportException failure) {
            // Whether the card was reset in between is unknown; nothing may be taken for selected any more.
            redactor.reset();
            writer.write(new TraceEntry.Failure(start, microsSince(start), shown, failure.kind()));
            throw failure;
        }
    }

    private MaskedBytes shown(CommandApdu command) {
        return writer.isRedacted() ? redactor.command(command) : MaskedBytes.open(command.bytes());
    }

    private long microsSince(Instant start) {
        return Duration.between(start, clock.instant()).toNanos() / 1000;
    }

    @Override
    public byte[] atr() {
        return inner.atr();
    }

    @Override
    public byte[] reset() {
        byte[] atr = inner.reset();
        redactor.reset();
        write(TraceEntry.Reset::new, atr);
        return atr;
    }

    private void write(BiFunction<Instant, MaskedBytes, TraceEntry> event, byte[] atr) {
        writer.write(event.apply(clock.instant(), MaskedBytes.open(atr)));
    }

    @Override
    public void close() {
        writer.write(new TraceEntry.Closed(clock.instant()));
        inner.close();
    }
}
