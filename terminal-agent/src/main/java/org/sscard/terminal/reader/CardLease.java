package org.sscard.terminal.reader;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;

/**
 * The right to one card until it is closed. Its calls run on the reader's thread, whoever makes them. A session that
 * failed is never used again: {@link #reconnect()} opens a new one on whatever card lies there then.
 */
public final class CardLease implements PadSession {

    /** Three entries at a reader's pad, each with the time that the reader itself ends. */
    private static final Duration PAD_LIMIT = Duration.ofMinutes(15);

    private final ReaderLane lane;
    private CardTransport session;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean failed;

    CardLease(ReaderLane lane, CardTransport session) {
        this.lane = lane;
        this.session = session;
    }

    public String readerName() {
        return lane.name();
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        lane.count();
        return guarded(() -> session.transmit(command));
    }

    @Override
    public byte[] atr() {
        return session.atr();
    }

    @Override
    public byte[] reset() {
        return guarded(() -> session.reset());
    }

    /** The reader's own pad; an entry there takes as long as the holder needs. */
    @Override
    public Optional<ReaderPad> pad() {
        return session instanceof PadSession padded
                ? guarded(padded::pad).map(pad -> new ReaderPad() {
                    @Override
                    public StatusWord verify() {
                        return guarded(PAD_LIMIT, pad::verify);
                    }

                    @Override
                    public StatusWord change() {
                        return guarded(PAD_LIMIT, pad::change);
                    }
                })
                : Optional.empty();
    }

    private <T> T guarded(Callable<T> work) {
        return guarded(lane.thread().limit(), work);
    }

    private <T> T guarded(Duration limit, Callable<T> work) {
        if (failed || closed.get()) {
            throw new CardTransportException(
                    CardTransportException.Kind.CARD_RESET, "the session failed before; it is not used again");
        }
        try {
            return lane.thread().call(limit, work);
        } catch (CardTransportException e) {
            failed = true;
            throw e;
        }
    }

    /** A new session on the card that lies in the reader now; the old one is given up. */
    public void reconnect() {
        CardTransport old = session;
        failed = true;
        session = lane.thread()
                .call(
                        () -> {
                            lane.closeQuietly(old);
                            return lane.reader().connect();
                        },
                        lane::closeQuietly);
        failed = false;
    }

    /** Once: the reader may belong to somebody else by the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lane.release(session);
        }
    }
}
