package org.sscard.launcher.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.virtualcard.CardSession;

/** What went over the contacts of the cards of one run, in order; and the pace that a real card would have. */
final class Tape {

    /** One command with its answer, as it was at the card. */
    static final class Exchange {

        private final int slot;
        private final byte[] command;
        private final byte[] answer;

        Exchange(int slot, byte[] command, byte[] answer) {
            this.slot = slot;
            this.command = command.clone();
            this.answer = answer.clone();
        }

        int slot() {
            return slot;
        }

        CommandApdu command() {
            return CommandApdu.parse(command);
        }

        byte[] answer() {
            return answer.clone();
        }

        /** The same, said to another reader. */
        Exchange at(int otherSlot) {
            return new Exchange(otherSlot, command, answer);
        }
    }

    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    private volatile Duration pace = Duration.ZERO;

    /** The card, listened to. */
    CardSession listeningTo(CardSession card, int slot) {
        return new Listened(card, slot);
    }

    /** Added to every command from now on. */
    void pace(Duration perCommand) {
        pace = perCommand;
    }

    /** What is exchanged while the work runs. */
    List<Exchange> during(Runnable work) {
        running = true;
        work.run();
        running = false;
        return List.copyOf(exchanges);
    }

    private final class Listened implements CardSession {

        private final CardSession card;
        private final int slot;

        Listened(CardSession card, int slot) {
            this.card = card;
            this.slot = slot;
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
        public byte[] transmit(byte[] command) {
            long until = System.nanoTime() + pace.toNanos();
            byte[] answer = card.transmit(command);
            if (running) {
                exchanges.add(new Exchange(slot, command, answer));
            }
            for (long rest = until - System.nanoTime(); rest > 0; rest = until - System.nanoTime()) {
                LockSupport.parkNanos(rest);
            }
            return answer;
        }

        @Override
        public Optional<Duration> absence() {
            return card.absence();
        }

        @Override
        public String image() {
            return card.image();
        }
    }
}
