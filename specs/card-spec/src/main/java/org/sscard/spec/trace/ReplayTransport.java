package org.sscard.spec.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;

/**
 * A recorded session as a card: answers what the trace holds, in its order, and fails on any other command. Hidden
 * bytes of commands match everything, hidden bytes of responses are 00.
 */
public final class ReplayTransport implements CardTransport {

    private final Deque<TraceEntry> left;
    private byte[] atr = new byte[0];

    public ReplayTransport(Trace trace) {
        left = new ArrayDeque<>(trace.entries());
        if (left.peekFirst() instanceof TraceEntry.Connected connected) {
            left.removeFirst();
            atr = connected.atr().withZeros();
        }
    }

    /** @throws IllegalStateException when the trace goes on otherwise; the message shows headers only */
    @Override
    public ResponseApdu transmit(CommandApdu command) {
        @Nullable TraceEntry next = left.pollFirst();
        if (next instanceof TraceEntry.Exchange exchange && exchange.command().matches(command.bytes())) {
            return ResponseApdu.parse(exchange.response().withZeros());
        }
        if (next instanceof TraceEntry.Failure failure && failure.command().matches(command.bytes())) {
            throw new CardTransportException(failure.kind(), "the recorded session failed here");
        }
        throw new IllegalStateException("the trace goes on with " + describe(next) + ", not with " + command);
    }

    /** Whether the session was replayed to its end. */
    public boolean isFinished() {
        return left.isEmpty() || left.peekFirst() instanceof TraceEntry.Closed;
    }

    @Override
    public byte[] atr() {
        return atr.clone();
    }

    @Override
    public byte[] reset() {
        @Nullable TraceEntry next = left.pollFirst();
        if (next instanceof TraceEntry.Reset reset) {
            atr = reset.atr().withZeros();
            return atr();
        }
        throw new IllegalStateException("the trace goes on with " + describe(next) + ", not with a reset");
    }

    @Override
    public void close() {
        left.clear();
    }

    private static String describe(@Nullable TraceEntry entry) {
        if (entry instanceof TraceEntry.Exchange exchange) {
            return header(exchange.command());
        }
        if (entry instanceof TraceEntry.Failure failure) {
            return header(failure.command());
        }
        return entry == null ? "its end" : entry.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String header(MaskedBytes command) {
        return command.slice(0, Math.min(4, command.length())) + "…";
    }
}
