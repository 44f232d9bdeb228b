package org.sscard.terminal.reader;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;

/**
 * The right to one card until it is closed. Its calls run on the reader's thread, whoever makes them. A session that
 * failed is never used again: {@link #reconnect()} opens a new one on whatever card lies there then.
 */
public final class CardLease implements CardTransport {

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

    private <T> T guarded(Callable<T> work) {
        if (failed || closed.get()) {
            throw new CardTransportException(
                    CardTransportException.Kind.CARD_RESET, "the session failed before; it is not used again");
        }
        try {
            return lane.thread().call(work);
        } catch (CardTransportException e) {
            failed = true;
            throw e;
        }
    }

    /** A new session on the card that lies in the reader now; the old one is given up. */
    public void reconnect() {
        CardTransport old = session;
        failed = true;
        session = lane.thread().call(() -> {
            lane.closeQuietly(old);
            return lane.reader().connect();
        });
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
