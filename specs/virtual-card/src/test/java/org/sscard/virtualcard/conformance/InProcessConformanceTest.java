package org.sscard.virtualcard.conformance;

import java.util.Random;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;

class InProcessConformanceTest extends ConformanceContract {

    @Override
    CardSession insert() {
        return VirtualCards.fromImage(TestImages.card(), TransmissionMode.T1, new Random(1));
    }

    @Override
    void remove() {}
}
