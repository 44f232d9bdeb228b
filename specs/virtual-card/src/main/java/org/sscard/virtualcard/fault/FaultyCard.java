package org.sscard.virtualcard.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCard;
import org.sscard.virtualcard.VirtualPsam;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.psam.PsamMemory;

/** A card with whom things go wrong as a script says. After a tear or a removal it is away until the next reset. */
public final class FaultyCard implements CardSession {

    /** Waits; a test hands in one that only notes the time. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    private final CardSession card;
    private final FaultScript script;
    private final Pause pause;
    private final SplittableRandom random;
    private final int[] matches;
    private boolean away;

    public FaultyCard(CardSession card, FaultScript script) {
        this(card, script, duration -> Thread.sleep(duration.toMillis()));
    }

    /** @throws IllegalArgumentException when the script tears something whose memory is out of reach */
    public FaultyCard(CardSession card, FaultScript script, Pause pause) {
        boolean tears = script.rules().stream().anyMatch(rule -> rule.fault() instanceof Fault.Tear);
        if (tears && !(card instanceof VirtualCard) && !(card instanceof VirtualPsam)) {
            throw new IllegalArgumentException("only a virtual card or PSAM can be torn");
        }
        this.card = card;
        this.script = script;
        this.pause = pause;
        this.random = new SplittableRandom(script.seed());
        this.matches = new int[script.rules().size()];
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    /** Also puts the card back. */
    @Override
    public void reset() {
        away = false;
        card.reset();
    }

    @Override
    public String image() {
        return card.image();
    }

    @Override
    public boolean isPresent() {
        return !away;
    }

    @Override
    public Optional<Duration> absence() {
        return script.returnsAfter();
    }

    /** At most one rule strikes a command: the first in the script. */
    @Override
    public byte[] transmit(byte[] command) {
        if (away) {
            throw removed();
        }
        Optional<Fault> fault = next(command);
        return fault.isEmpty() ? card.transmit(command) : strike(fault.get(), command);
    }

    private Optional<Fault> next(byte[] command) {
        Optional<Fault> first = Optional.empty();
        for (int i = 0; i < matches.length; i++) {
            FaultScript.Rule rule = script.rules().get(i);
            if (rule.pattern().fits(command)) {
                matches[i]++;
                if (first.isEmpty() && rule.strikes(matches[i])) {
                    first = Optional.of(rule.fault());
                }
            }
        }
        return first;
    }

    private byte[] strike(Fault fault, byte[] command) {
        if (fault instanceof Fault.Tear tear) {
            tear(tear.outcome(), command);
            throw removed();
        } else if (fault instanceof Fault.Remove) {
            byte[] answer = card.transmit(command);
            leave();
            return answer;
        } else if (fault instanceof Fault.Delay delay) {
            hold(delay.duration());
            return card.transmit(command);
        } else if (fault instanceof Fault.Status status) {
            return ByteArrays.number(status.status(), 2);
        } else {
            return flip((Fault.Flip) fault, card.transmit(command));
        }
    }

    private void tear(Fault.Outcome outcome, byte[] command) {
        if (card instanceof VirtualCard torn) {
            CardMemory before = torn.memory().copy();
            torn.transmit(command);
            torn.replaceMemory(TornMemory.after(outcome, before, torn.memory(), random));
        } else if (card instanceof VirtualPsam torn) {
            PsamMemory before = torn.memory().copy();
            torn.transmit(command);
            torn.replaceMemory(TornPsamMemory.after(outcome, before, torn.memory(), random));
        }
        leave();
    }

    private void leave() {
        away = true;
        card.reset();
    }

    private void hold(Duration duration) {
        try {
            pause.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardTransportException(CardTransportException.Kind.CARD_MUTE, "interrupted while waiting", e);
        }
    }

    private byte[] flip(Fault.Flip flip, byte[] answer) {
        byte[] changed = answer.clone();
        int dataLength = Math.max(answer.length - 2, 1);
        int index = flip.index().orElseGet(() -> random.nextInt(dataLength));
        int bit = flip.bit().orElseGet(() -> random.nextInt(8));
        if (index < changed.length) {
            changed[index] ^= (byte) (1 << bit);
        }
        return changed;
    }

    private static CardTransportException removed() {
        return new CardTransportException(
                CardTransportException.Kind.CARD_REMOVED, "the fault script took the card away");
    }
}
