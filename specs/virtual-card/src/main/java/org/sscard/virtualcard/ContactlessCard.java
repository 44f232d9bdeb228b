package org.sscard.virtualcard;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.sscard.virtualcard.memory.CardMemory;

/**
 * A card in the field of a contactless reader (§1, 3.0 cards): PC/SC shows an ATR made of the historical bytes of its
 * ATS, which are those of the contact ATR. The card itself is the same.
 */
public final class ContactlessCard implements CardSession {

    private final CardSession card;

    /** @param card whose ATR ends with its 13 historical bytes, as that of a contact card */
    public ContactlessCard(CardSession card) {
        this.card = card;
    }

    @Override
    public byte[] atr() {
        byte[] contact = card.atr();
        int from = contact.length - CardMemory.HISTORICAL_LENGTH;
        return AnswerToReset.ofContactlessReader(Arrays.copyOfRange(contact, from, contact.length));
    }

    @Override
    public void reset() {
        card.reset();
    }

    @Override
    public byte[] transmit(byte[] command) {
        return card.transmit(command);
    }

    @Override
    public boolean isPresent() {
        return card.isPresent();
    }

    @Override
    public Optional<Duration> absence() {
        return card.absence();
    }

    @Override
    public String image() {
        return card.image();
    }
}
