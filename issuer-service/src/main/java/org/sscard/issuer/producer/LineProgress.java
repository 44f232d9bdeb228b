package org.sscard.issuer.producer;

import java.util.List;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.producer.LineState.Standing;

/**
 * How far a batch is at its producer.
 *
 * @param open begun and neither good nor spoiled: at work, or torn
 * @param atWork of these, cards that lie in a reader now
 * @param apdus exchanged since the program started
 */
public record LineProgress(int cards, int good, int spoiled, int open, int atWork, long apdus) {

    static LineProgress of(int cards, List<Standing> begun, int atWork, long apdus) {
        int good = count(begun, Verdict.Ending.QC_PASSED);
        int spoiled = count(begun, Verdict.Ending.SPOILED);
        return new LineProgress(cards, good, spoiled, begun.size() - good - spoiled, atWork, apdus);
    }

    private static int count(List<Standing> begun, Verdict.Ending ending) {
        return (int) begun.stream()
                .map(Standing::verdict)
                .filter(verdict -> verdict != null && verdict.ending() == ending)
                .count();
    }

    public int left() {
        return cards - good - spoiled;
    }
}
