package org.sscard.virtualcard.psam;

import java.util.random.RandomGenerator;
import org.sscard.virtualcard.command.CommandEngine;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.TransmissionMode;

/** The operating system of a PSAM: bytes in, bytes out (§6, PSAM commands). One thread at a time. */
public final class PsamOs {

    private final PsamContext context;
    private final CommandEngine engine;

    public PsamOs(PsamMemory memory, TransmissionMode mode, RandomGenerator random) {
        context = new PsamContext(memory, random);
        CommandTable table = new CommandTable();
        new PsamFileCommands(context).register(table);
        new PsamKeyCommands(context).register(table);
        new PsamCipherCommands(context).register(table);
        new PsamPurchaseCommands(context).register(table);
        engine = new CommandEngine(mode, table, command -> {});
    }

    public byte[] transmit(byte[] command) {
        return engine.transmit(command);
    }

    public void reset() {
        context.reset();
        engine.reset();
    }

    public PsamMemory memory() {
        return context.memory();
    }

    /** Another content under the same PSAM, as after a torn write; resets. */
    public void replaceMemory(PsamMemory other) {
        context.replaceMemory(other);
        engine.reset();
    }
}
