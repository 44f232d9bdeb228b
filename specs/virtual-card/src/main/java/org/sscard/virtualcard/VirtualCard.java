package org.sscard.virtualcard;

import java.util.random.RandomGenerator;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.image.CardImage;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.os.CardOs;

/** A social-security card made from an image. Its state lives in memory and survives resets. */
public final class VirtualCard implements CardSession {

    private final CardImage image;
    private final CardOs os;

    VirtualCard(CardImage image, TransmissionMode mode, RandomGenerator random) {
        this.image = image;
        this.os = new CardOs(image.memory(), mode, random);
    }

    @Override
    public byte[] atr() {
        return AnswerToReset.contact(os.memory().historicalBytes());
    }

    /** The contactless counterpart of {@link #atr()}, with the same historical bytes (§1). */
    public byte[] ats() {
        return AnswerToReset.contactless(os.memory().historicalBytes());
    }

    /** Whether the card may lie in a contactless reader: 3.0 cards do (§1, §9). */
    public boolean hasContactlessInterface() {
        return image.hasContactlessInterface();
    }

    @Override
    public void reset() {
        os.reset();
    }

    @Override
    public byte[] transmit(byte[] command) {
        return os.transmit(command);
    }

    @Override
    public String image() {
        return image.export(os.memory());
    }

    /** The live content. */
    public CardMemory memory() {
        return os.memory();
    }

    /** Another content under the same card, as after a torn write; resets. */
    public void replaceMemory(CardMemory content) {
        os.replaceMemory(content);
    }
}
