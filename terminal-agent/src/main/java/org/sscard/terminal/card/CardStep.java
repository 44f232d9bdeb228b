package org.sscard.terminal.card;

import java.util.function.Supplier;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.TransportFailure;

/**
 * A use case that waits for a cryptogram from outside (terminal interface §4). The card stays powered and belongs to this
 * step until it is closed; whoever began it closes it, and sees to it that only he goes on.
 */
public abstract sealed class CardStep implements AutoCloseable
        permits BasicReadStep, FileReadStep, FileWriteStep, PinStep, DebitStep {

    private final CardLease lease;
    private final OpenCard card;

    CardStep(CardLease lease, OpenCard card) {
        this.lease = lease;
        this.card = card;
    }

    public String readerName() {
        return lease.readerName();
    }

    CardLease lease() {
        return lease;
    }

    OpenCard card() {
        return card;
    }

    static <T> T coded(Supplier<T> work) {
        try {
            return work.get();
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
