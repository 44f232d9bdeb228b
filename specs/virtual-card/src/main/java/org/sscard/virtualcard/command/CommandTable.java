package org.sscard.virtualcard.command;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The commands of a card OS: CLA, INS, P1 P2 and Lc are checked here, in this order (§6). */
public final class CommandTable {

    /** Does what is left of the command: file or key, structure, security, data, MAC. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Apdu apdu);
    }

    /** Whether P1 and P2 belong to the command. */
    @FunctionalInterface
    public interface Parameters {
        boolean accept(int p1, int p2);
    }

    /** Whether Lc belongs to the command with these P1 and P2. */
    @FunctionalInterface
    public interface Lengths {
        boolean accept(int p1, int lc);
    }

    /** The class of a GET RESPONSE that goes with any command: PC/SC stacks repeat the class of that command. */
    private static final Set<Integer> EVERY_CLASS = Set.of();

    private record Entry(Set<Integer> classes, Parameters parameters, Lengths lengths, Handler handler) {}

    private final Map<Integer, Entry> byInstruction = new HashMap<>();
    private final Set<Integer> classes = new HashSet<>();

    public static Parameters exactly(int p1, int p2) {
        return (actual1, actual2) -> actual1 == p1 && actual2 == p2;
    }

    public static Parameters any() {
        return (p1, p2) -> true;
    }

    public static Lengths noData() {
        return (p1, lc) -> lc == 0;
    }

    public static Lengths length(int from, int to) {
        return (p1, lc) -> lc >= from && lc <= to;
    }

    public CommandTable on(int ins, Set<Integer> cla, Parameters parameters, Lengths lengths, Handler handler) {
        classes.addAll(cla);
        if (byInstruction.put(ins, new Entry(cla, parameters, lengths, handler)) != null) {
            throw new IllegalStateException("two commands with INS " + Integer.toHexString(ins));
        }
        return this;
    }

    /** A command that every class of the table has. */
    CommandTable onEveryClass(int ins, Parameters parameters, Lengths lengths, Handler handler) {
        return on(ins, EVERY_CLASS, parameters, lengths, handler);
    }

    Answer dispatch(Apdu apdu) {
        if (!classes.contains(apdu.cla())) {
            throw new Refusal(Sw.WRONG_CLASS);
        }
        Entry entry = byInstruction.get(apdu.ins());
        if (entry == null) {
            throw new Refusal(Sw.UNKNOWN_INSTRUCTION);
        }
        if (entry.classes() != EVERY_CLASS && !entry.classes().contains(apdu.cla())) {
            throw new Refusal(Sw.WRONG_CLASS);
        }
        if (!entry.parameters().accept(apdu.p1(), apdu.p2())) {
            throw new Refusal(Sw.WRONG_P1_P2);
        }
        if (!apdu.isWellFormed() || !entry.lengths().accept(apdu.p1(), apdu.dataLength())) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        return entry.handler().handle(apdu);
    }
}
