package org.sscard.virtualcard.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.image.ImageNode;

/**
 * Faults on order. As JSON:
 *
 * <pre>{@code
 * { "seed": 7, "returnsAfterMillis": 500,
 *   "faults": [
 *     { "do": "tear",   "at": 12, "outcome": "GARBLED" },
 *     { "do": "delay",  "command": "00B2", "millis": 1500 },
 *     { "do": "status", "command": "00B2", "sw": "6A82", "times": 2 },
 *     { "do": "flip",   "command": "00B0", "at": 2, "byte": 0, "bit": 7 },
 *     { "do": "remove", "at": 3 } ] }
 * }</pre>
 *
 * {@code command} is the beginning of the command in hex; without it every command counts. {@code at} says from which
 * of these commands on (1 if absent), {@code times} how many of them (1 if absent, 0 = all). The same seed gives the
 * same run. {@code returnsAfterMillis}: a card that was torn or removed is put back after this time; absent = never.
 */
public record FaultScript(long seed, Optional<Duration> returnsAfter, List<Rule> rules) {

    private static final int ALWAYS = 0;
    private static final int MAX_COUNT = 1_000_000;

    /** A fault and the commands it strikes. */
    public record Rule(CommandPattern pattern, int at, int times, Fault fault) {

        /** @param match which of the commands that fit the pattern this is, counted from 1 */
        boolean strikes(int match) {
            return match >= at && (times == ALWAYS || match < at + times);
        }
    }

    /** The beginning of a command. */
    public static final class CommandPattern {

        private final byte[] head;

        public CommandPattern(byte[] head) {
            this.head = head.clone();
        }

        boolean fits(byte[] command) {
            return command.length >= head.length && Arrays.equals(ByteArrays.slice(command, 0, head.length), head);
        }
    }

    public FaultScript {
        rules = List.copyOf(rules);
    }

    /** @throws IllegalArgumentException naming the path that is wrong */
    public static FaultScript parse(String json) {
        ImageNode script = ImageNode.parse(json).allow(Set.of("seed", "returnsAfterMillis", "faults"));
        return new FaultScript(
                script.find("seed")
                        .map(seed -> seed.number(Long.MIN_VALUE, Long.MAX_VALUE))
                        .orElse(0L),
                script.find("returnsAfterMillis").map(FaultScript::millis),
                script.get("faults").items().stream().map(FaultScript::rule).toList());
    }

    private static Duration millis(ImageNode node) {
        return Duration.ofMillis(node.number(0, MAX_COUNT));
    }

    private static Rule rule(ImageNode node) {
        node.allow(Set.of("do", "command", "at", "times", "outcome", "millis", "sw", "byte", "bit"));
        byte[] head = node.find("command").map(ImageNode::hex).orElse(new byte[0]);
        return new Rule(
                new CommandPattern(head),
                node.find("at").map(at -> (int) at.number(1, MAX_COUNT)).orElse(1),
                node.find("times")
                        .map(times -> (int) times.number(ALWAYS, MAX_COUNT))
                        .orElse(1),
                fault(node));
    }

    private static Fault fault(ImageNode node) {
        ImageNode kind = node.get("do");
        return switch (kind.text()) {
            case "tear" -> new Fault.Tear(node.get("outcome").choice(Fault.Outcome.class));
            case "remove" -> new Fault.Remove();
            case "delay" -> new Fault.Delay(millis(node.get("millis")));
            case "status" ->
                new Fault.Status((int) ByteArrays.number(node.get("sw").hex(2)));
            case "flip" -> new Fault.Flip(number(node, "byte", 257), number(node, "bit", 7));
            default -> throw kind.error("not tear, remove, delay, status or flip");
        };
    }

    private static OptionalInt number(ImageNode node, String name, int max) {
        return node.find(name)
                .map(value -> OptionalInt.of((int) value.number(0, max)))
                .orElse(OptionalInt.empty());
    }
}
