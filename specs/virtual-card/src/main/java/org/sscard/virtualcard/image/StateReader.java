package org.sscard.virtualcard.image;

import java.util.List;
import java.util.Set;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.AccessCondition;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.Pin;
import org.sscard.virtualcard.memory.RetryCounter;
import org.sscard.virtualcard.memory.TlvFile;
import org.sscard.virtualcard.memory.TransparentFile;

/** Reads what {@link StateWriter} wrote. */
final class StateReader {

    private static final int MAX_FILE_SIZE = 0xFFFF;
    private static final int MAX_RECORD = 0xFF;

    private StateReader() {}

    static CardMemory read(ImageNode state) {
        state.allow(Set.of("historicalBytes", "transportKey", "blocked", "masterFile"));
        ImageNode transport = state.get("transportKey").allow(Set.of("algorithm", "value"));
        CardMemory memory =
                new CardMemory(state.get("historicalBytes").hex(CardMemory.HISTORICAL_LENGTH), key(transport));
        state.find("masterFile").ifPresent(node -> fill(memory.createMasterFile(), node));
        if (state.get("blocked").flag()) {
            memory.block();
        }
        return memory;
    }

    private static CardKey key(ImageNode node) {
        ImageNode value = node.get("value");
        byte[] bytes = value.hex();
        if (bytes.length != 8 && bytes.length != 16) {
            throw value.error("wrong length: " + bytes.length + " bytes, 8 or 16 expected");
        }
        return new CardKey(CardImageReader.algorithm(node.get("algorithm")), bytes);
    }

    private static void fill(Directory directory, ImageNode node) {
        node.allow(Set.of(
                "kind", "fid", "lockKey", "name", "blocked", "personalised", "pin", "keys", "files", "directories"));
        node.find("pin").ifPresent(pin -> directory.put(pin(pin)));
        node.get("keys").items().forEach(key -> loadKey(directory, key));
        node.get("files").items().forEach(file -> directory.add(file(file)));
        for (ImageNode child : node.get("directories").items()) {
            Directory added = directory.addChild(
                    child.get("kind").choice(Directory.Kind.class),
                    fid(child),
                    (int) ByteArrays.number(child.get("lockKey").hex(1)),
                    child.get("name").hexUpTo(16));
            fill(added, child);
        }
        if (node.get("blocked").flag()) {
            directory.block();
        }
        directory.setPersonalised(node.get("personalised").flag());
    }

    private static int fid(ImageNode node) {
        return (int) ByteArrays.number(node.get("fid").hex(2));
    }

    private static Pin pin(ImageNode node) {
        node.allow(Set.of("digits", "limit", "left"));
        ImageNode digits = node.get("digits");
        byte[] stored =
                Pin.normalised(digits.hexUpTo(Pin.LENGTH)).orElseThrow(() -> digits.error("not 4 to 16 digits"));
        return new Pin(stored, counter(node));
    }

    private static RetryCounter counter(ImageNode node) {
        int limit = (int) node.get("limit").number(1, RetryCounter.UNLIMITED);
        return new RetryCounter(limit, (int) node.get("left").number(0, limit));
    }

    private static void loadKey(Directory directory, ImageNode node) {
        node.allow(Set.of("type", "id", "version", "algorithm", "value", "limit", "left"));
        KeyStore.Slot slot = new KeyStore.Slot(
                node.get("type").choice(KeyType.class),
                (int) ByteArrays.number(node.get("id").hex(1)),
                (int) node.get("version").number(0, 255));
        directory.keys().put(slot, key(node), counter(node));
    }

    private static ElementaryFile file(ImageNode node) {
        int fid = fid(node);
        AccessCondition read = condition(node.get("read"));
        AccessCondition update = condition(node.get("update"));
        ImageNode structure = node.get("structure");
        return switch (structure.text()) {
            case "transparent" -> {
                byte[] content = node.get("content").hexUpTo(MAX_FILE_SIZE);
                TransparentFile file = new TransparentFile(fid, content.length, read, update);
                file.write(0, content);
                yield file;
            }
            case "fixedTlv" -> tlv(node, fid, true, read, update);
            case "variableTlv" -> tlv(node, fid, false, read, update);
            case "cyclic" -> cyclic(node, fid, read, update);
            case "internal" -> {
                MedicalFile file = new MedicalFile(fid, read, update);
                MedicalImage.read(node.get("medical"), file);
                yield file;
            }
            default -> throw structure.error("no such structure");
        };
    }

    private static TlvFile tlv(ImageNode node, int fid, boolean fixed, AccessCondition read, AccessCondition update) {
        int size = (int) node.get("size").number(0, MAX_FILE_SIZE);
        int limit = (int) node.get("recordLimit").number(0, MAX_RECORD);
        TlvFile file = new TlvFile(fid, fixed, size, limit, read, update);
        for (ImageNode slot : node.get("records").items()) {
            byte[] record = slot.get("record").hex();
            if (record.length < 2 || (record[1] & 0xFF) != record.length - 2) {
                throw slot.get("record").error("not tag, length and value");
            }
            file.append(record, (int) slot.get("room").number(record.length - 2L, MAX_RECORD));
        }
        return file;
    }

    private static CyclicFile cyclic(ImageNode node, int fid, AccessCondition read, AccessCondition update) {
        int length = (int) node.get("recordLength").number(1, MAX_RECORD);
        int capacity = (int) node.get("capacity").number(1, MAX_RECORD);
        CyclicFile file = new CyclicFile(fid, length, capacity, read, update);
        List<ImageNode> newestFirst = node.get("records").items();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            file.push(newestFirst.get(i).hex(length));
        }
        return file;
    }

    private static AccessCondition condition(ImageNode node) {
        byte[] bytes = node.hex(2);
        return AccessCondition.of(bytes[0] & 0xFF, bytes[1] & 0xFF)
                .orElseThrow(() -> node.error("no such access condition"));
    }
}
