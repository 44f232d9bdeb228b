package org.sscard.terminal.reader;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A reader of the sandbox: cards are put in and taken out by calls, at any moment, as a hand would. */
public final class VirtualReader implements Reader {

    private final String name;
    private final CardSimulator simulator;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SimulatedCard card;
    private long generation;

    public VirtualReader(String name, CardSimulator simulator) {
        this.name = name;
        this.simulator = simulator;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Puts a card in.
     *
     * @param image as {@code sscard card serve --image} takes it
     * @return its answer to reset
     * @throws CodedException READER_BUSY when a card lies there already, CARD_IMAGE_INVALID naming the path
     */
    public byte[] insert(String image) {
        lock.lock();
        try {
            if (card != null) {
                throw new CodedException(ErrorCode.READER_BUSY);
            }
            SimulatedCard inserted = simulator.insert(image);
            card = inserted;
            generation++;
            return inserted.atr();
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.CARD_IMAGE_INVALID, String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /** Takes the card out, whatever it is doing; answers its image so that it can be put back. */
    public String remove() {
        lock.lock();
        try {
            SimulatedCard removed = card;
            if (removed == null) {
                throw new CodedException(ErrorCode.CARD_ABSENT);
            }
            card = null;
            String image = removed.image();
            removed.close();
            return image;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Presence presence() {
        lock.lock();
        try {
            SimulatedCard present = card;
            return present == null ? Presence.empty(generation) : Presence.of(present.atr(), generation);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CardTransport connect() {
        lock.lock();
        try {
            SimulatedCard present = present(null);
            present.reset();
            return new Session(present);
        } finally {
            lock.unlock();
        }
    }

    private SimulatedCard present(@Nullable SimulatedCard expected) {
        SimulatedCard present = card;
        if (present == null || (expected != null && present != expected)) {
            throw new CardTransportException(Kind.CARD_REMOVED, "no card in " + name);
        }
        return present;
    }

    /** Powering the card by one session ends with it; a card taken out ends the session. */
    private final class Session implements CardTransport {

        private final SimulatedCard powered;

        Session(SimulatedCard powered) {
            this.powered = powered;
        }

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            lock.lock();
            try {
                return present(powered).transmit(command);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public byte[] atr() {
            return powered.atr();
        }

        @Override
        public byte[] reset() {
            lock.lock();
            try {
                return present(powered).reset();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (card == powered) {
                    powered.reset();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
