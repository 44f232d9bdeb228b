package org.sscard.terminal.reader;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** One reader with its thread and its single lease: a second caller is told READER_BUSY at once, it never queues. */
final class ReaderLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderLane.class);

    private final Reader reader;
    private final ReaderThread thread;
    private final LeaseListener listener;
    private final LongAdder commands = new LongAdder();
    private final AtomicBoolean leased = new AtomicBoolean();

    ReaderLane(Reader reader, Duration commandLimit, LeaseListener listener) {
        this.reader = reader;
        this.listener = listener;
        this.thread = new ReaderThread(reader.name(), commandLimit);
    }

    String name() {
        return reader.name();
    }

    Reader reader() {
        return reader;
    }

    ReaderThread thread() {
        return thread;
    }

    CardLease lease() {
        if (!leased.compareAndSet(false, true)) {
            throw new CodedException(ErrorCode.READER_BUSY);
        }
        try {
            CardLease lease = new CardLease(this, thread.call(reader::connect, this::closeQuietly));
            listener.changed(name(), true);
            return lease;
        } catch (RuntimeException e) {
            leased.set(false);
            throw e;
        }
    }

    void release(CardTransport session) {
        try {
            thread.call(() -> {
                closeQuietly(session);
                return true;
            });
        } catch (CardTransportException e) {
            LOG.debug("Reader {} did not end its session: {}", reader.name(), e.kind());
        } finally {
            leased.set(false);
            listener.changed(name(), false);
        }
    }

    /** A command goes to the card. */
    void count() {
        commands.increment();
    }

    /** Commands sent so far. */
    long commands() {
        return commands.sum();
    }

    void closeQuietly(CardTransport session) {
        try {
            session.close();
        } catch (CardTransportException e) {
            LOG.debug("Session on {} was gone already: {}", reader.name(), e.kind());
        }
    }

    boolean leased() {
        return leased.get();
    }

    @Override
    public void close() {
        thread.close();
    }
}
