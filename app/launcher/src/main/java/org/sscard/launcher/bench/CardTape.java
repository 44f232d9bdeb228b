package org.sscard.launcher.bench;

import java.util.ArrayList;
import java.util.List;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.CardSession;

/** What one card was asked, with the resets between, to be asked again of the same seeded card with nobody around it. */
final class CardTape implements CardSession {

    private static final byte[] RESET = {};

    private final CardSession card;
    private final List<byte[]> commands = new ArrayList<>();
    private boolean powered;

    CardTape(CardSession card) {
        this.card = card;
    }

    int apdus() {
        return (int) commands.stream().filter(command -> command.length > 0).count();
    }

    /** Nanoseconds. */
    long replay(CardTransport transport) {
        List<CommandApdu> parsed = new ArrayList<>();
        for (byte[] command : commands) {
            parsed.add(command.length == 0 ? CommandApdu.of(0, 0, 0, 0) : CommandApdu.parse(command));
        }
        long start = System.nanoTime();
        for (int i = 0; i < parsed.size(); i++) {
            if (commands.get(i).length == 0) {
                transport.reset();
            } else {
                transport.transmit(parsed.get(i));
            }
        }
        return System.nanoTime() - start;
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    /** The first one powers the card up; resets that follow each other are one. */
    @Override
    public void reset() {
        boolean between = powered && !commands.isEmpty() && commands.get(commands.size() - 1).length > 0;
        if (between) {
            commands.add(RESET);
        }
        powered = true;
        card.reset();
    }

    @Override
    public byte[] transmit(byte[] command) {
        powered = true;
        commands.add(command.clone());
        return card.transmit(command);
    }

    @Override
    public String image() {
        return card.image();
    }
}
