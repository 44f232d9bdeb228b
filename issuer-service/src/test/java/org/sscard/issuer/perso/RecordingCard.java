package org.sscard.issuer.perso;

import java.util.LinkedHashSet;
import java.util.Set;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.spec.transport.CardTransport;

/** Every distinct content that the card had, in order. */
final class RecordingCard implements CardTransport {

    private final SimulatedCard card;
    final Set<String> contents = new LinkedHashSet<>();
    int apdus;

    RecordingCard(SimulatedCard card) {
        this.card = card;
        contents.add(card.image());
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        apdus++;
        ResponseApdu response = card.transmit(command);
        contents.add(card.image());
        return response;
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public byte[] reset() {
        return card.reset();
    }

    @Override
    public void close() {
        card.close();
    }
}
