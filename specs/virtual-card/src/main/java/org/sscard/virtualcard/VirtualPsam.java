package org.sscard.virtualcard;

import java.util.random.RandomGenerator;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.image.PsamImage;
import org.sscard.virtualcard.psam.PsamMemory;
import org.sscard.virtualcard.psam.PsamOs;

/** A PSAM made from an image. */
public final class VirtualPsam implements CardSession {

    private final PsamImage image;
    private final PsamOs os;

    VirtualPsam(PsamImage image, TransmissionMode mode, RandomGenerator random) {
        this.image = image;
        this.os = new PsamOs(image.memory(), mode, random);
    }

    @Override
    public byte[] atr() {
        return os.memory().atr();
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
    public PsamMemory memory() {
        return os.memory();
    }

    /** Another content under the same PSAM, as after a torn write; resets. */
    public void replaceMemory(PsamMemory content) {
        os.replaceMemory(content);
    }
}
