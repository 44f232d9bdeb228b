package org.sscard.virtualcard;

import java.security.SecureRandom;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.virtualcard.command.TransmissionMode;

/** The virtual card as a plug-in of a sandbox, found by ServiceLoader. */
public final class SimulatorPlugin implements CardSimulator {

    @Override
    public SimulatedCard insert(String image) {
        return new InsertedCard(VirtualCards.fromImage(image, TransmissionMode.T1, new SecureRandom()));
    }

    private record InsertedCard(CardSession card) implements SimulatedCard {

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            return ResponseApdu.parse(card.transmit(command.bytes()));
        }

        @Override
        public byte[] atr() {
            return card.atr();
        }

        @Override
        public byte[] reset() {
            card.reset();
            return card.atr();
        }

        @Override
        public String image() {
            return card.image();
        }

        /** Power goes, the content stays. */
        @Override
        public void close() {
            card.reset();
        }
    }
}
