package org.sscard.terminal.card;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;

/** Virtual cards whose contact breaks once, before or after a chosen command, and that remember what they were asked. */
public final class ScriptedCards implements CardSimulator {

    private final CardSimulator simulator =
            ServiceLoader.load(CardSimulator.class).findFirst().orElseThrow();
    private final List<CommandApdu> commands = Collections.synchronizedList(new ArrayList<>());
    private Predicate<CommandApdu> breakBefore = command -> false;
    private Predicate<CommandApdu> breakAfter = command -> false;
    private Runnable onBreak = () -> {};
    private final AtomicInteger lateTimes = new AtomicInteger();
    private final Map<Integer, UnaryOperator<ResponseApdu>> lies = new ConcurrentHashMap<>();
    private int lateIns;
    private Duration lateness = Duration.ZERO;

    /** The contact breaks before or after the n-th command from now (counted from 1), once. */
    public void breakAt(int n, boolean afterTheCard, Runnable then) {
        commands.clear();
        Predicate<CommandApdu> nth = command -> commands.size() == n;
        breakBefore = afterTheCard ? command -> false : nth;
        breakAfter = afterTheCard ? nth : command -> false;
        onBreak = then;
    }

    /** The answers to a command come later, the next times it is sent, as through a relay. */
    public void answerLate(int ins, Duration late, int times) {
        lateIns = ins;
        lateness = late;
        lateTimes.set(times);
    }

    /** From now on, answers to a command are bent. */
    public void lieTo(int ins, UnaryOperator<ResponseApdu> lie) {
        lies.put(ins, lie);
    }

    public List<CommandApdu> commands() {
        return List.copyOf(commands);
    }

    public long count(int ins) {
        return commands().stream().filter(command -> command.ins() == ins).count();
    }

    @Override
    public SimulatedCard insert(String image) {
        return new Scripted(simulator.insert(image));
    }

    private final class Scripted implements SimulatedCard {

        private final SimulatedCard card;

        Scripted(SimulatedCard card) {
            this.card = card;
        }

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            commands.add(command);
            if (breakBefore.test(command)) {
                throw broken();
            }
            ResponseApdu answer =
                    lies.getOrDefault(command.ins(), UnaryOperator.identity()).apply(card.transmit(command));
            if (command.ins() == lateIns && lateTimes.getAndDecrement() > 0) {
                LockSupport.parkNanos(lateness.toNanos());
            }
            if (breakAfter.test(command)) {
                throw broken();
            }
            return answer;
        }

        private CardTransportException broken() {
            onBreak.run();
            return new CardTransportException(Kind.CARD_REMOVED, "script");
        }

        @Override
        public String image() {
            return card.image();
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
    }
}
