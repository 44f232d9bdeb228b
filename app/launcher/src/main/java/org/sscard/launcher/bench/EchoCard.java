package org.sscard.launcher.bench;

import java.util.List;
import org.sscard.virtualcard.CardSession;

/** A card that thinks nothing: the recorded answers, one after the other, so that frames are as long as a real card's. */
final class EchoCard implements CardSession {

    private final byte[] atr;
    private final List<byte[]> answers;
    private int next;

    EchoCard(byte[] atr, List<byte[]> answers) {
        this.atr = atr.clone();
        this.answers = List.copyOf(answers);
    }

    @Override
    public byte[] atr() {
        return atr.clone();
    }

    @Override
    public void reset() {
        next = 0;
    }

    @Override
    public byte[] transmit(byte[] command) {
        byte[] answer = answers.get(next);
        next = (next + 1) % answers.size();
        return answer;
    }

    @Override
    public String image() {
        throw new UnsupportedOperationException("an echo card has no content");
    }
}
