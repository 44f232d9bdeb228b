package org.sscard.virtualcard.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.RetryCounter;
import org.sscard.virtualcard.memory.TlvFile;
import org.sscard.virtualcard.memory.TransparentFile;

/**
 * The {@code state} member of an image, an extension of this project: the whole memory of a card whose keys or files no
 * public member can express, such as one that was personalised by commands.
 */
final class StateWriter {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private StateWriter() {}

    static ObjectNode write(CardMemory memory) {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("historicalBytes", HEX.formatHex(memory.historicalBytes()));
        state.set("transportKey", key(memory.transportKey()));
        state.put("blocked", memory.isBlocked());
        memory.masterFile().ifPresent(root -> state.set("masterFile", directory(root)));
        return state;
    }

    private static ObjectNode key(CardKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("algorithm", key.algorithm().name())
                .put("value", HEX.formatHex(key.value()));
    }

    private static ObjectNode directory(Directory directory) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", directory.kind().name());
        node.put("fid", hex(directory.fid(), 4));
        node.put("lockKey", hex(directory.lockKeyId(), 2));
        node.put("name", HEX.formatHex(directory.name()));
        node.put("blocked", directory.isBlocked());
        node.put("personalised", directory.isPersonalised());
        directory.pin().ifPresent(pin -> {
            ObjectNode pinNode = node.putObject("pin").put("digits", HEX.formatHex(pin.stored()));
            counter(pinNode, pin.counter());
        });
        ArrayNode keys = node.putArray("keys");
        for (Map.Entry<KeyStore.Slot, CardKey> entry : directory.keys().all().entrySet()) {
            KeyStore.Slot slot = entry.getKey();
            ObjectNode keyNode = key(entry.getValue());
            keyNode.put("type", slot.type().name());
            keyNode.put("id", hex(slot.id(), 2));
            keyNode.put("version", slot.version());
            directory.keys().counter(slot.type(), slot.id()).ifPresent(found -> counter(keyNode, found));
            keys.add(keyNode);
        }
        ArrayNode files = node.putArray("files");
        directory.files().forEach(file -> files.add(file(file)));
        ArrayNode children = node.putArray("directories");
        directory.children().forEach(child -> children.add(directory(child)));
        return node;
    }

    private static void counter(ObjectNode node, RetryCounter counter) {
        node.put("limit", counter.limit()).put("left", counter.left());
    }

    private static ObjectNode file(ElementaryFile file) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("fid", hex(file.fid(), 4));
        node.put("read", file.read().toString());
        node.put("update", file.update().toString());
        if (file instanceof TransparentFile transparent) {
            node.put("structure", "transparent");
            node.put("content", HEX.formatHex(transparent.read(0, transparent.size())));
        } else if (file instanceof TlvFile tlv) {
            node.put("structure", tlv.isFixed() ? "fixedTlv" : "variableTlv");
            node.put("size", tlv.sizeLimit());
            node.put("recordLimit", tlv.recordLimit());
            ArrayNode records = node.putArray("records");
            for (int number = 1; number <= tlv.recordCount(); number++) {
                records.addObject()
                        .put("record", HEX.formatHex(tlv.record(number)))
                        .put("room", tlv.room(number));
            }
        } else if (file instanceof CyclicFile cyclic) {
            node.put("structure", "cyclic");
            node.put("recordLength", cyclic.recordLength());
            node.put("capacity", cyclic.capacity());
            ArrayNode records = node.putArray("records");
            for (int number = 1; number <= cyclic.recordCount(); number++) {
                records.add(HEX.formatHex(cyclic.record(number)));
            }
        } else if (file instanceof MedicalFile medical) {
            node.put("structure", "internal");
            node.set("medical", MedicalImage.write(medical));
        }
        return node;
    }

    private static String hex(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "X", value);
    }
}
