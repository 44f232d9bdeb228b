package org.sscard.virtualcard.image;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CardMemory;

/**
 * Card images, kinds {@code card} and {@code blank}: JSON in, a card's memory out, and back. An image with a
 * {@code state} member, an extension of this project, holds the whole memory and nothing beside it.
 */
public final class CardImage {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final CardMemory memory;
    private final @Nullable ImageNode origin;

    private CardImage(CardMemory memory, @Nullable ImageNode origin) {
        this.memory = memory;
        this.origin = origin;
    }

    /** @throws IllegalArgumentException naming the path that is wrong */
    public static CardImage read(ImageNode image) {
        ImageNode kind = image.get("kind");
        if (image.has("state")) {
            ImageNode state = image.allow(Set.of("kind", "state")).get("state");
            return new CardImage(StateReader.read(state), null);
        }
        return switch (kind.text()) {
            case "card" -> new CardImage(CardImageReader.read(image), image);
            case "blank" -> new CardImage(blank(image), null);
            default -> throw kind.error("not card, blank or psam");
        };
    }

    /** {@code algorithm} is optional: DES unless the transport key is an SM4 key. */
    private static CardMemory blank(ImageNode image) {
        image.allow(Set.of("kind", "transportKey", "atrHistoricalBytes", "algorithm"));
        CardAlgorithm algorithm =
                image.find("algorithm").map(CardImageReader::algorithm).orElse(CardAlgorithm.DES);
        return new CardMemory(
                image.get("atrHistoricalBytes").hex(CardMemory.HISTORICAL_LENGTH),
                new CardKey(algorithm, image.get("transportKey").hex(16)));
    }

    /** What the image says; the card that is made from it changes this object. */
    public CardMemory memory() {
        return memory;
    }

    /** Of 3.0 cards (§1). A blank card, or one personalised by commands, may be a 3.0 card. */
    public boolean hasContactlessInterface() {
        return origin == null || CardImageReader.version(origin.get("version")) == SpecificationVersion.V3_0;
    }

    /**
     * The image of a card that was made from this one and has lived since: in the public members where they can say
     * all of it, otherwise with {@code state}.
     */
    public String export(CardMemory live) {
        ObjectNode image = publicImage(live).orElseGet(() -> stateImage(live));
        return image.toPrettyString();
    }

    private static ObjectNode stateImage(CardMemory live) {
        ObjectNode image = JsonNodeFactory.instance.objectNode().put("kind", "card");
        image.set("state", StateWriter.write(live));
        return image;
    }

    private Optional<ObjectNode> publicImage(CardMemory live) {
        if (live.masterFile().isEmpty()) {
            return Optional.of(blankImage(live));
        }
        return Optional.ofNullable(origin)
                .map(image -> CardImageWriter.write(image, live))
                .filter(written -> saysAll(written, live));
    }

    private static boolean saysAll(ObjectNode written, CardMemory live) {
        try {
            CardMemory again = CardImageReader.read(ImageNode.parse(written.toString()));
            return StateWriter.write(again).equals(StateWriter.write(live));
        } catch (IllegalArgumentException notSayable) {
            return false;
        }
    }

    private static ObjectNode blankImage(CardMemory live) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "blank")
                .put("algorithm", live.transportKey().algorithm().name())
                .put("transportKey", HEX.formatHex(live.transportKey().value()))
                .put("atrHistoricalBytes", HEX.formatHex(live.historicalBytes()));
    }
}
