package org.sscard.virtualcard.fault;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sscard.virtualcard.psam.PsamKeyEntry;
import org.sscard.virtualcard.psam.PsamMemory;

/**
 * What stands in a PSAM when the power goes during a write, by the same model as {@link TornMemory}: a key is written
 * cell by cell and may stop half-way; the terminal sequence and the tries of the own key are updated atomically and are
 * old or new (§6, PSAM commands).
 */
final class TornPsamMemory {

    private TornPsamMemory() {}

    static PsamMemory after(Fault.Outcome outcome, PsamMemory before, PsamMemory after, RandomGenerator random) {
        return switch (outcome) {
            case OLD -> before;
            case NEW -> after;
            case GARBLED -> garbled(before, after, random);
        };
    }

    private static PsamMemory garbled(PsamMemory before, PsamMemory after, RandomGenerator random) {
        boolean struck = false;
        for (PsamKeyEntry entry : after.keys()) {
            Optional<PsamKeyEntry> old = before.find(entry.id(), entry.type());
            if (!old.equals(Optional.of(entry))) {
                after.put(entry.withValue(TornKey.halfLoaded(
                        old.map(known -> known.key().value()), entry.key().value())));
                struck = true;
            }
        }
        return struck || random.nextBoolean() ? after : before;
    }
}
