package org.sscard.virtualcard;

import java.util.random.RandomGenerator;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.image.CardImage;
import org.sscard.virtualcard.image.ImageNode;
import org.sscard.virtualcard.image.PsamImage;

/** Cards and PSAMs out of images. */
public final class VirtualCards {

    private VirtualCards() {}

    /**
     * @param json an image of kind {@code card}, {@code blank} or {@code psam}
     * @param random the card's random numbers; a seeded one repeats them
     * @throws IllegalArgumentException naming the path in the image that is wrong
     */
    public static CardSession fromImage(String json, TransmissionMode mode, RandomGenerator random) {
        ImageNode image = ImageNode.parse(json);
        return image.get("kind").text().equals("psam")
                ? new VirtualPsam(PsamImage.read(image), mode, random)
                : new VirtualCard(CardImage.read(image), mode, random);
    }
}
