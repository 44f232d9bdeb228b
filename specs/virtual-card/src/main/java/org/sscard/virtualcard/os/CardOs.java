package org.sscard.virtualcard.os;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.sscard.virtualcard.command.CommandEngine;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.CardMemory;

/**
 * The card operating system: bytes in, bytes out, from BLANK to CARD_BLOCKED (§5 to §7). Any byte string is answered;
 * what it does not forbid by a status word it does. One thread at a time.
 */
public final class CardOs {

    private static final byte[] GET_LIFE_CYCLE = HexFormat.of().parseHex("80CA009F");
    private static final byte[] SELECT = HexFormat.of().parseHex("00A4");

    private final CardContext context;
    private final CommandEngine engine;

    /** @param random the card's random numbers; a seeded one repeats them */
    public CardOs(CardMemory memory, TransmissionMode mode, RandomGenerator random) {
        context = new CardContext(memory, random);
        CommandTable table = new CommandTable();
        new SelectCommand(context).register(table);
        new BinaryCommands(context).register(table);
        new RecordCommands(context).register(table);
        new AuthenticationCommands(context).register(table);
        new PinCommands(context).register(table);
        new BlockCommands(context).register(table);
        new MedicalCommands(context).register(table);
        new CreateFileCommand(context).register(table);
        new IssuingCommands(context).register(table);
        engine = new CommandEngine(mode, table, this::admit);
    }

    public byte[] transmit(byte[] command) {
        return engine.transmit(command);
    }

    /** Power-up or reset: all security states, the challenge and waiting data are lost (§2). */
    public void reset() {
        context.reset();
        engine.reset();
    }

    /** The live content. */
    public CardMemory memory() {
        return context.memory();
    }

    /** Another content under the same card, as after a torn write; resets. */
    public void replaceMemory(CardMemory other) {
        context.replaceMemory(other);
        engine.reset();
    }

    /** A blocked card answers 6A81 and its life cycle, a blocked application 9303 until another is selected (§6). */
    private void admit(byte[] command) {
        if (context.memory().isBlocked()) {
            if (!startsWith(command, GET_LIFE_CYCLE)) {
                throw new Refusal(Sw.NOT_SUPPORTED);
            }
            return;
        }
        boolean applicationBlocked =
                context.directory().map(directory -> directory.isBlocked()).orElse(false);
        if (applicationBlocked && !startsWith(command, SELECT)) {
            throw new Refusal(Sw.APPLICATION_BLOCKED);
        }
    }

    private static boolean startsWith(byte[] command, byte[] head) {
        return command.length >= head.length && Arrays.equals(ByteArrays.slice(command, 0, head.length), head);
    }
}
