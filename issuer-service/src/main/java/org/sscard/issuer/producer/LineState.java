package org.sscard.issuer.producer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** How the records of one batch stand. It is what the journal says; every change is in the journal first. */
final class LineState implements LineJournal.Reader {

    /**
     * @param blank that became this card; absent while none was taken
     * @param verdict of the last run; absent while it runs or was torn by the end of the program
     */
    record Standing(
            int number,
            int runs,
            @Nullable HistoricalBytes blank,
            @Nullable Verdict verdict) {

        boolean open() {
            return blank != null && (verdict == null || verdict.ending() == Verdict.Ending.UNKNOWN);
        }
    }

    private final Map<Integer, Standing> begun = new HashMap<>();
    private final Map<HistoricalBytes, Integer> blanks = new HashMap<>();
    private final Set<Integer> atWork = new HashSet<>();
    private final int cards;
    private int next = 1;

    LineState(int cards) {
        this.cards = cards;
    }

    @Override
    public synchronized void begun(int number, HistoricalBytes blank) {
        begun.put(number, new Standing(number, 0, blank, null));
        blanks.put(blank, number);
    }

    @Override
    public synchronized void run(int number, int run) {
        Standing before = standing(number);
        begun.put(number, new Standing(number, run, before.blank(), null));
    }

    @Override
    public synchronized void ended(int number, Verdict verdict) {
        Standing before = standing(number);
        begun.put(number, new Standing(number, before.runs(), before.blank(), verdict));
    }

    synchronized Standing standing(int number) {
        return begun.getOrDefault(number, new Standing(number, 0, null, null));
    }

    /** The record that this blank became; also by the historical bytes that it was given. */
    synchronized Optional<Integer> recordOf(HistoricalBytes blank) {
        return Optional.ofNullable(blanks.get(blank));
    }

    synchronized void knows(HistoricalBytes given, int number) {
        blanks.put(given, number);
    }

    /** Takes the next record that nobody has (F6); empty when none is left. */
    synchronized Optional<Integer> claimNext() {
        for (int number = next; number <= cards; number++) {
            boolean free = !begun.containsKey(number) && !atWork.contains(number);
            if (free) {
                atWork.add(number);
                return Optional.of(number);
            }
            if (number == next && begun.containsKey(number)) {
                next++;
            }
        }
        return Optional.empty();
    }

    /** @return whether nobody else works on the record */
    synchronized boolean claim(int number) {
        return atWork.add(number);
    }

    synchronized void release(int number) {
        atWork.remove(number);
    }

    /** @throws CodedException STOCK_BLANK_USED when the blank became another record (F5) */
    synchronized void bind(int number, HistoricalBytes blank) {
        Integer before = blanks.putIfAbsent(blank, number);
        if (before != null && before != number) {
            throw new CodedException(ErrorCode.STOCK_BLANK_USED);
        }
    }

    synchronized int atWork() {
        return atWork.size();
    }

    /** Every record that was begun. */
    synchronized List<Standing> all() {
        return new ArrayList<>(begun.values());
    }
}
