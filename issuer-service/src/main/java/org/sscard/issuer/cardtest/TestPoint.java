package org.sscard.issuer.cardtest;

import java.util.List;

/**
 * One of the 27 points of the general test (issuing and keys §1).
 *
 * @param paragraph where the card specification demands it
 * @param destructive the card is of no use afterwards
 * @param requires points without which this one cannot be judged: when one of them failed, this one is skipped
 */
public record TestPoint(
        int number, String zh, String en, String paragraph, boolean destructive, List<Integer> requires) {

    public TestPoint {
        requires = List.copyOf(requires);
    }
}
