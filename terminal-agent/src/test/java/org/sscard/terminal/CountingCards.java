package org.sscard.terminal;

import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardSimulator;

/** Stands before the virtual card in this module's tests and counts, at the card, the commands that reach it. */
public final class CountingCards implements CardSimulator {

    private static final AtomicLong COMMANDS = new AtomicLong();

    private final CardSimulator cards = ServiceLoader.load(CardSimulator.class).stream()
            .filter(provider -> provider.type() != CountingCards.class)
            .findFirst()
            .orElseThrow()
            .get();

    /** Commands to all virtual cards of this process so far. */
    public static long commands() {
        return COMMANDS.get();
    }

    @Override
    public SimulatedCard insert(String image) {
        SimulatedCard card = cards.insert(image);
        return new SimulatedCard() {
            @Override
            public String image() {
                return card.image();
            }

            @Override
            public ResponseApdu transmit(CommandApdu command) {
                COMMANDS.incrementAndGet();
                return card.transmit(command);
            }

            @Override
            public byte[] atr() {
                return card.atr();
            }

            @Override
            public byte[] reset() {
                return card.reset();
            }

            @Override
            public void close() {
                card.close();
            }
        };
    }
}
