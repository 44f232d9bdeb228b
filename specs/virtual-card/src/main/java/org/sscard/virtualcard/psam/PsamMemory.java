package org.sscard.virtualcard.psam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.RetryCounter;

/** Everything of a PSAM that survives a reset. */
public final class PsamMemory {

    public static final int SERIAL_LENGTH = 10;
    public static final int TERMINAL_LENGTH = 6;
    public static final long MAX_SEQUENCE = 0xFFFF_FFFFL;
    private static final int OWN_KEY_TRIES = 3;

    private record KeyAddress(int id, int type) {}

    private final byte[] atr;
    private final byte[] serial;
    private final byte[] terminal;
    private final CardAlgorithm algorithm;
    private final CardKey ownKey;
    private final RetryCounter ownKeyCounter;
    private final Map<KeyAddress, PsamKeyEntry> keys = new LinkedHashMap<>();
    private long terminalSequence;

    /** @param ownKey the master key, id 00, under which keys are created and changed */
    public PsamMemory(
            byte[] atr,
            byte[] serial,
            byte[] terminal,
            long terminalSequence,
            CardAlgorithm algorithm,
            CardKey ownKey) {
        this(atr, serial, terminal, terminalSequence, algorithm, ownKey, new RetryCounter(OWN_KEY_TRIES));
    }

    private PsamMemory(
            byte[] atr,
            byte[] serial,
            byte[] terminal,
            long terminalSequence,
            CardAlgorithm algorithm,
            CardKey ownKey,
            RetryCounter ownKeyCounter) {
        this.atr = atr.clone();
        this.serial = serial.clone();
        this.terminal = terminal.clone();
        this.terminalSequence = terminalSequence;
        this.algorithm = algorithm;
        this.ownKey = ownKey;
        this.ownKeyCounter = ownKeyCounter;
    }

    public byte[] atr() {
        return atr.clone();
    }

    byte[] serial() {
        return serial.clone();
    }

    byte[] terminal() {
        return terminal.clone();
    }

    CardAlgorithm algorithm() {
        return algorithm;
    }

    CardKey ownKey() {
        return ownKey;
    }

    RetryCounter ownKeyCounter() {
        return ownKeyCounter;
    }

    public long terminalSequence() {
        return terminalSequence;
    }

    void advanceTerminalSequence() {
        terminalSequence++;
    }

    /** Adds a key or puts another value in the place of the one with the same id and type. */
    public void put(PsamKeyEntry entry) {
        keys.put(new KeyAddress(entry.id(), entry.type()), entry);
    }

    public Optional<PsamKeyEntry> find(int id, int type) {
        return Optional.ofNullable(keys.get(new KeyAddress(id, type)));
    }

    public Collection<PsamKeyEntry> keys() {
        return List.copyOf(new ArrayList<>(keys.values()));
    }

    public PsamMemory copy() {
        PsamMemory copy =
                new PsamMemory(atr, serial, terminal, terminalSequence, algorithm, ownKey, ownKeyCounter.copy());
        copy.keys.putAll(keys);
        return copy;
    }
}
