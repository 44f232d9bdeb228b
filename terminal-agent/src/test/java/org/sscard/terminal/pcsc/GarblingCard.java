package org.sscard.terminal.pcsc;

import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.virtualcard.CardSession;

/** A card with a bad contact: the answers to one place of its sessions, or to VERIFY, are cut to a single byte. */
final class GarblingCard implements CardSession {

    private static final int VERIFY = 0x20;
    private static final int HEADER_LENGTH = 5;

    final AtomicInteger garbled = new AtomicInteger();
    final AtomicInteger verifications = new AtomicInteger();
    private final CardSession card;
    private final int place;
    private final int times;
    private int commands;

    /** @param place number of the command within a session, from 1; 0: each VERIFY */
    GarblingCard(CardSession card, int place, int times) {
        this.card = card;
        this.place = place;
        this.times = times;
    }

    @Override
    public byte[] transmit(byte[] command) {
        commands++;
        // Without data it only asks for the tries left.
        boolean verify = command[1] == VERIFY && command.length > HEADER_LENGTH;
        if (verify) {
            verifications.incrementAndGet();
        }
        byte[] answer = card.transmit(command);
        boolean here = place == 0 ? verify : commands == place;
        if (here && garbled.get() < times) {
            garbled.incrementAndGet();
            return new byte[] {answer[0]};
        }
        return answer;
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public void reset() {
        commands = 0;
        card.reset();
    }

    @Override
    public String image() {
        return card.image();
    }
}
