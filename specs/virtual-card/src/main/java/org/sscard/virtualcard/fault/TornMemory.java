package org.sscard.virtualcard.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.RecordFile;
import org.sscard.virtualcard.memory.RetryCounter;
import org.sscard.virtualcard.memory.TransparentFile;

/**
 * What stands in a card when the power goes during a write. The model is honest about real cards: a record, a
 * transparent file or a key is written cell by cell and may stop anywhere, whereas amounts, counters, PIN and life
 * cycle are updated atomically (§5.4) and are old or new.
 */
final class TornMemory {

    private static final int HEADER = 2;

    private TornMemory() {}

    static CardMemory after(Fault.Outcome outcome, CardMemory before, CardMemory after, RandomGenerator random) {
        return switch (outcome) {
            case OLD -> before;
            case NEW -> after;
            case GARBLED -> garbled(before, after, random);
        };
    }

    private static CardMemory garbled(CardMemory before, CardMemory after, RandomGenerator random) {
        Optional<Directory> oldRoot = before.masterFile();
        Optional<Directory> newRoot = after.masterFile();
        boolean struck = false;
        if (oldRoot.isPresent() && newRoot.isPresent()) {
            List<Directory> newTree = newRoot.get().tree();
            for (Directory old : oldRoot.get().tree()) {
                Optional<Directory> now =
                        newTree.stream().filter(d -> d.fid() == old.fid()).findFirst();
                struck |= now.isPresent() && garble(old, now.get(), random);
            }
        }
        return struck || random.nextBoolean() ? after : before;
    }

    private static boolean garble(Directory old, Directory now, RandomGenerator random) {
        boolean struck = false;
        for (ElementaryFile oldFile : old.files()) {
            struck |= now.file(oldFile.fid())
                    .map(newFile -> garble(oldFile, newFile, random))
                    .orElse(false);
        }
        for (Map.Entry<KeyStore.Slot, CardKey> entry :
                List.copyOf(now.keys().all().entrySet())) {
            struck |= garble(old, now, entry.getKey(), entry.getValue());
        }
        return struck;
    }

    private static boolean garble(ElementaryFile old, ElementaryFile now, RandomGenerator random) {
        if (old instanceof TransparentFile oldFile && now instanceof TransparentFile newFile) {
            byte[] before = oldFile.read(0, oldFile.size());
            byte[] after = newFile.read(0, newFile.size());
            if (Arrays.equals(before, after)) {
                return false;
            }
            newFile.write(
                    0, mixed(before, after, Arrays.mismatch(before, after), lastMismatch(before, after) + 1, random));
            return true;
        }
        if (old instanceof RecordFile oldFile && now instanceof RecordFile newFile) {
            return garbleRecords(oldFile, newFile, random);
        }
        return false;
    }

    /** The record that was written keeps its header; a record that was appended mixes with empty cells. */
    private static boolean garbleRecords(RecordFile old, RecordFile now, RandomGenerator random) {
        for (int number = 1; number <= now.recordCount(); number++) {
            byte[] after = now.record(number);
            byte[] before = number <= old.recordCount() ? old.record(number) : emptyCells(after.length);
            if (!Arrays.equals(before, after)) {
                byte[] sameLength = Arrays.copyOf(before, after.length);
                now.overwrite(
                        number, mixed(sameLength, after, Math.min(HEADER, after.length - 1), after.length, random));
                return true;
            }
        }
        return false;
    }

    private static byte[] emptyCells(int length) {
        byte[] cells = new byte[length];
        Arrays.fill(cells, (byte) 0xFF);
        return cells;
    }

    /** New up to some cell between the two, that cell undefined, old behind it. */
    private static byte[] mixed(byte[] before, byte[] after, int from, int to, RandomGenerator random) {
        int stop = from + random.nextInt(to - from);
        byte[] result = after.clone();
        System.arraycopy(before, stop, result, stop, after.length - stop);
        result[stop] = (byte) random.nextInt(256);
        return result;
    }

    private static int lastMismatch(byte[] before, byte[] after) {
        int last = after.length - 1;
        while (before[last] == after[last]) {
            last--;
        }
        return last;
    }

    private static boolean garble(Directory old, Directory now, KeyStore.Slot slot, CardKey key) {
        Optional<CardKey> oldKey = old.keys().find(slot.type(), slot.id(), slot.version());
        if (oldKey.isPresent() && oldKey.get().equals(key)) {
            return false;
        }
        byte[] half = TornKey.halfLoaded(oldKey.map(CardKey::value), key.value());
        RetryCounter counter =
                now.keys().counter(slot.type(), slot.id()).orElseGet(() -> new RetryCounter(RetryCounter.UNLIMITED));
        now.keys().put(slot, new CardKey(key.algorithm(), half), counter);
        return true;
    }
}
