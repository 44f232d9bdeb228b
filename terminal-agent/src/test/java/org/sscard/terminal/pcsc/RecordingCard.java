package org.sscard.terminal.pcsc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.virtualcard.CardSession;

/** A card that answers 6108 to everything and remembers what reached it. */
final class RecordingCard implements CardSession {

    static final String ATR = "3B6D00000081544C968684510100A1B2C3";

    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger resets = new AtomicInteger();

    @Override
    public byte[] atr() {
        return HexFormat.of().parseHex(ATR);
    }

    @Override
    public void reset() {
        resets.incrementAndGet();
    }

    @Override
    public byte[] transmit(byte[] command) {
        seen.add(HexFormat.of().formatHex(command));
        return new byte[] {0x61, 0x08};
    }

    @Override
    public String image() {
        return "";
    }
}
