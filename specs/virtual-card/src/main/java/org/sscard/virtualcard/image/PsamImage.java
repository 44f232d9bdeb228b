package org.sscard.virtualcard.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.PsamKey;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.psam.PsamKeyEntry;
import org.sscard.virtualcard.psam.PsamMemory;

/**
 * PSAM images. A PSAM of level 1 stores roots, of level 2 the province's keys, of level 3 the city's (§4). {@code
 * stored} is an extension of this project: keys that commands created or changed, as they stand in the PSAM. {@code
 * "empty": true} is another: a PSAM as its vendor delivers it, with its own key only.
 */
public final class PsamImage {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte DIRECT_CONVENTION = 0x3B;
    private static final byte INVERSE_CONVENTION = 0x3F;
    private static final int LEVELS = 4;
    private static final Set<String> NAMES = Set.of(
            "kind",
            "serial",
            "terminal",
            "terminalSequence",
            "atr",
            "region",
            "algorithm",
            "level",
            "keys",
            "empty",
            "stored");
    private static final List<String> UNCHANGED =
            List.of("kind", "serial", "terminal", "atr", "region", "algorithm", "level", "keys", "empty");

    private final ImageNode image;
    private final PsamMemory memory;

    private PsamImage(ImageNode image, PsamMemory memory) {
        this.image = image;
        this.memory = memory;
    }

    /** @throws IllegalArgumentException naming the path that is wrong */
    public static PsamImage read(ImageNode image) {
        image.allow(NAMES);
        return new PsamImage(image, memory(image));
    }

    public PsamMemory memory() {
        return memory;
    }

    private static PsamMemory memory(ImageNode image) {
        CardAlgorithm algorithm = CardImageReader.algorithm(image.get("algorithm"));
        CardLayout layout = CardLayout.of(SpecificationVersion.V2_0);
        KeyRoots roots = KeyRoots.of(image.get("keys"), layout, algorithm);
        KeyDefinition master = layout.masterKey("MF");
        PsamMemory memory = new PsamMemory(
                atr(image.get("atr")),
                HEX.parseHex(image.get("serial").digits(2 * PsamMemory.SERIAL_LENGTH)),
                HEX.parseHex(image.get("terminal").digits(2 * PsamMemory.TERMINAL_LENGTH)),
                image.find("terminalSequence").map(PsamImage::sequence).orElse(0L),
                algorithm,
                new CardKey(algorithm, roots.root(master, 1)));
        int level = (int) image.get("level").number(1, 3);
        String region = image.get("region").digits(6);
        boolean empty = image.find("empty").map(ImageNode::flag).orElse(false);
        for (KeyDefinition key : empty ? List.<KeyDefinition>of() : layout.keys()) {
            key.psam().ifPresent(psam -> addKeys(memory, key, psam, roots, algorithm, level, region));
        }
        image.find("stored").ifPresent(stored -> stored.items().forEach(node -> addStored(memory, node, algorithm)));
        return memory;
    }

    private static byte[] atr(ImageNode node) {
        byte[] atr = node.hexUpTo(33);
        if (atr.length < 2) {
            throw node.error("wrong length: an ATR has 2 to 33 bytes");
        }
        if (atr[0] != DIRECT_CONVENTION && atr[0] != INVERSE_CONVENTION) {
            throw node.error("an ATR begins with 3B or 3F");
        }
        return atr;
    }

    /** A number, or the content of file 0019 in hex. */
    private static long sequence(ImageNode node) {
        return node.isNumber() ? node.number(0, PsamMemory.MAX_SEQUENCE) : ByteArrays.number(node.hex(4));
    }

    private static void addKeys(
            PsamMemory memory,
            KeyDefinition key,
            PsamKey psam,
            KeyRoots roots,
            CardAlgorithm algorithm,
            int level,
            String region) {
        int use = psam.useWithLevels(LEVELS - level);
        for (KeySlot slot : key.slots()) {
            boolean ownId = psam.ids().size() > 1;
            if (ownId || slot.version() == 1) {
                byte[] stored = atLevel(CardCrypto.of(algorithm), roots.root(key, slot.version()), level, region);
                memory.put(PsamKeyEntry.of(use, psam.id(slot.version()), new CardKey(algorithm, stored)));
            }
        }
    }

    private static byte[] atLevel(CardCrypto crypto, byte[] root, int level, String region) {
        byte[] key = root;
        if (level >= 2) {
            key = crypto.diversify(key, KeyFactors.provinceFactor(region));
        }
        if (level >= 3) {
            key = crypto.diversify(key, KeyFactors.cityFactor(region));
        }
        return key;
    }

    private static void addStored(PsamMemory memory, ImageNode node, CardAlgorithm algorithm) {
        node.allow(Set.of("use", "id", "value"));
        ImageNode value = node.get("value");
        byte[] bytes = value.hexUpTo(16);
        if (bytes.length != 8 && bytes.length != 16) {
            throw value.error("wrong length: " + bytes.length + " bytes, 8 or 16 expected");
        }
        memory.put(PsamKeyEntry.of(
                (int) ByteArrays.number(node.get("use").hex(1)),
                (int) ByteArrays.number(node.get("id").hex(1)),
                new CardKey(algorithm, bytes)));
    }

    /** The image of a PSAM that was made from this one and has lived since. */
    public String export(PsamMemory live) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        UNCHANGED.forEach(name -> image.json(name).ifPresent(value -> written.set(name, value)));
        written.put("terminalSequence", live.terminalSequence());
        PsamMemory original = memory(ImageNode.parse(written.toString()));
        ArrayNode stored = JsonNodeFactory.instance.arrayNode();
        for (PsamKeyEntry entry : live.keys()) {
            if (!original.keys().contains(entry)) {
                stored.addObject()
                        .put("use", String.format(Locale.ROOT, "%02X", entry.use()))
                        .put("id", String.format(Locale.ROOT, "%02X", entry.id()))
                        .put("value", HEX.formatHex(entry.key().value()));
            }
        }
        if (!stored.isEmpty()) {
            written.set("stored", stored);
        }
        return written.toPrettyString();
    }
}
