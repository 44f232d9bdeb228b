package org.sscard.terminal.pin;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.command.PinBlock;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The pad on the screen: digits come one by one into a buffer here, which is wiped however the entry ends. */
public final class OnScreenPad implements PinPad {

    private static final long ASKER_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Duration limit;
    private final Supplier<BooleanSupplier> askers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private @Nullable Entry current;

    private enum End {
        CONFIRMED,
        CANCELLED
    }

    private static final class Entry {
        final PinRequest request;
        final long deadlineNanos;
        final byte[] buffer = new byte[PinBlock.MAX_DIGITS];
        int count;

        @Nullable
        End end;

        Entry(PinRequest request, long deadlineNanos) {
            this.request = request;
            this.deadlineNanos = deadlineNanos;
        }

        long nanosLeft() {
            return deadlineNanos - System.nanoTime();
        }

        boolean lengthAllowed() {
            return count >= PinBlock.MIN_DIGITS && count <= PinBlock.MAX_DIGITS;
        }
    }

    /** @param limit how long a holder has for one entry */
    public OnScreenPad(Duration limit) {
        this(limit, () -> () -> true);
    }

    /**
     * @param askers tells, where a PIN is asked, how to know whether who asked is still there: nobody enters a PIN for a program
     *     that is gone, and its card is free for the next
     */
    public OnScreenPad(Duration limit, Supplier<BooleanSupplier> askers) {
        this.limit = limit;
        this.askers = askers;
    }

    @Override
    public Pin ask(PinRequest request) {
        lock.lock();
        try {
            if (current != null) {
                throw new CodedException(ErrorCode.PIN_PAD_BUSY);
            }
            Entry entry = new Entry(request, System.nanoTime() + limit.toNanos());
            current = entry;
            try {
                return taken(entry, await(entry));
            } finally {
                current = null;
                Arrays.fill(entry.buffer, (byte) 0);
            }
        } finally {
            lock.unlock();
        }
    }

    private End await(Entry entry) {
        BooleanSupplier asker = askers.get();
        try {
            while (entry.end == null) {
                long left = entry.nanosLeft();
                if (left <= 0) {
                    throw new CodedException(ErrorCode.PIN_TIMEOUT);
                }
                if (!asker.getAsBoolean()) {
                    throw new CodedException(ErrorCode.PIN_CANCELLED);
                }
                var unused = ended.awaitNanos(Math.min(left, ASKER_LOOK_NANOS));
            }
            return entry.end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(ErrorCode.PIN_CANCELLED);
        }
    }

    private static Pin taken(Entry entry, End end) {
        if (end == End.CANCELLED) {
            throw new CodedException(ErrorCode.PIN_CANCELLED);
        }
        if (!entry.lengthAllowed()) {
            throw new CodedException(ErrorCode.PIN_LENGTH);
        }
        return Pin.taking(Arrays.copyOf(entry.buffer, entry.count));
    }

    /**
     * One key of the pad.
     *
     * @throws CodedException PIN_NOT_ASKED when nothing is asked
     */
    public void digit(int digit) {
        if (digit < 0 || digit > 9) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "digit", "0-9");
        }
        lock.lock();
        try {
            Entry entry = asked();
            if (entry.count < PinBlock.MAX_DIGITS) {
                entry.buffer[entry.count] = (byte) ('0' + digit);
            }
            // A digit too many is counted, so that a longer PIN is refused and not cut.
            entry.count = Math.min(entry.count + 1, PinBlock.MAX_DIGITS + 1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the last digit back; without one it does nothing.
     *
     * @throws CodedException PIN_NOT_ASKED when nothing is asked
     */
    public void correct() {
        lock.lock();
        try {
            Entry entry = asked();
            entry.count = Math.max(0, entry.count - 1);
            if (entry.count < PinBlock.MAX_DIGITS) {
                entry.buffer[entry.count] = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    public void confirm() {
        end(End.CONFIRMED);
    }

    public void cancel() {
        end(End.CANCELLED);
    }

    private void end(End end) {
        lock.lock();
        try {
            asked().end = end;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Entry asked() {
        Entry entry = current;
        if (entry == null || entry.end != null) {
            throw new CodedException(ErrorCode.PIN_NOT_ASKED);
        }
        return entry;
    }

    public PadState state() {
        lock.lock();
        try {
            Entry entry = current;
            return entry == null
                    ? new PadState(Optional.empty(), 0, 0)
                    : new PadState(
                            Optional.of(entry.request),
                            entry.count,
                            Math.max(0, TimeUnit.NANOSECONDS.toSeconds(entry.nanosLeft())));
        } finally {
            lock.unlock();
        }
    }
}
