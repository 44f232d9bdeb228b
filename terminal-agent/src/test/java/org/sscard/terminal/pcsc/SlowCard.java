package org.sscard.terminal.pcsc;

import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.sscard.virtualcard.CardSession;

/** A card that answers nothing until it is allowed to. */
final class SlowCard implements CardSession {

    final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch allowed;

    SlowCard(CountDownLatch allowed) {
        this.allowed = allowed;
    }

    @Override
    public byte[] atr() {
        return HexFormat.of().parseHex(RecordingCard.ATR);
    }

    @Override
    public void reset() {}

    @Override
    public byte[] transmit(byte[] command) {
        asked.countDown();
        try {
            allowed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new byte[] {0x61, 0x08};
    }

    @Override
    public String image() {
        return "";
    }
}
