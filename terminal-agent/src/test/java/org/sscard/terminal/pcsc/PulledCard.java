package org.sscard.terminal.pcsc;

import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.virtualcard.CardSession;

/** A card that is taken out for good at its n-th command (counted from 1): before its answer or right after it. */
final class PulledCard implements CardSession {

    private final CardSession card;
    private final int at;
    private final boolean afterItsAnswer;
    private final Runnable then;
    private final AtomicInteger commands = new AtomicInteger();
    private volatile boolean pulled;

    /** @param at 0: never */
    PulledCard(CardSession card, int at, boolean afterItsAnswer, Runnable then) {
        this.card = card;
        this.at = at;
        this.afterItsAnswer = afterItsAnswer;
        this.then = then;
    }

    int commands() {
        return commands.get();
    }

    /** The card goes on meanwhile: its memory keeps what it was asked, though nobody hears the answer. */
    @Override
    public byte[] transmit(byte[] command) {
        int number = commands.incrementAndGet();
        if (number == at && !afterItsAnswer) {
            leave();
            throw new CardTransportException(CardTransportException.Kind.CARD_REMOVED, "pulled at command " + at);
        }
        byte[] answer = card.transmit(command);
        if (number == at) {
            leave();
        }
        return answer;
    }

    private void leave() {
        pulled = true;
        then.run();
    }

    @Override
    public boolean isPresent() {
        return !pulled;
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public void reset() {
        card.reset();
    }

    @Override
    public String image() {
        return card.image();
    }
}
