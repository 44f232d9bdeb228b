package org.sscard.virtualcard.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.Pin;
import org.sscard.virtualcard.memory.RetryCounter;
import org.sscard.virtualcard.memory.TlvFile;
import org.sscard.virtualcard.memory.TransparentFile;

/** Writes the live content of an issued card in the public members: what equals padding or a default is left out. */
final class CardImageWriter {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final List<String> UNCHANGED =
            List.of("kind", "version", "algorithm", "atrHistoricalBytes", "region", "keys", "optional");

    private final CardLayout layout;
    private final CardMemory memory;
    private final ObjectNode image = JsonNodeFactory.instance.objectNode();

    private CardImageWriter(CardLayout layout, CardMemory memory) {
        this.layout = layout;
        this.memory = memory;
    }

    /** @param origin the image that the card was made from; its identity and key roots are kept */
    static ObjectNode write(ImageNode origin, CardMemory memory) {
        SpecificationVersion version =
                SpecificationVersion.ofElement03(origin.get("version").text()).orElseThrow();
        CardImageWriter writer = new CardImageWriter(CardLayout.of(version), memory);
        UNCHANGED.forEach(name -> origin.json(name).ifPresent(value -> writer.image.set(name, value)));
        writer.addContent();
        return writer.image;
    }

    private void addContent() {
        ObjectNode elements = JsonNodeFactory.instance.objectNode();
        ObjectNode files = JsonNodeFactory.instance.objectNode();
        ObjectNode records = JsonNodeFactory.instance.objectNode();
        ObjectNode counters = JsonNodeFactory.instance.objectNode();
        ArrayNode blocked = JsonNodeFactory.instance.arrayNode();
        for (Application application : layout.applications()) {
            directory(application).ifPresent(directory -> {
                application
                        .files()
                        .forEach(file -> directory
                                .file(file.fid())
                                .ifPresent(live -> addFile(file, live, elements, files, records)));
                addCounters(directory, application, counters);
                if (directory.isBlocked()) {
                    blocked.add(application.name());
                }
                directory.pin().ifPresent(pin -> addPin(pin, counters));
                directory.medicalFile().ifPresent(medical -> image.set("medical", MedicalImage.write(medical)));
            });
        }
        if (memory.isBlocked()) {
            blocked.add("CARD");
        }
        put("elements", elements);
        put("files", files);
        put("records", records);
        put("counters", counters);
        put("blocked", blocked);
    }

    private void put(String name, JsonNode content) {
        if (!content.isEmpty()) {
            image.set(name, content);
        }
    }

    private Optional<Directory> directory(Application application) {
        return memory.masterFile().stream()
                .flatMap(root -> root.tree().stream())
                .filter(directory -> directory.fid() == application.fid())
                .findFirst();
    }

    private static void addFile(
            CardFile file, ElementaryFile live, ObjectNode elements, ObjectNode files, ObjectNode records) {
        String name = file.ref().toString();
        if (live instanceof TlvFile tlv) {
            file.records().forEach(slot -> addElement(file, slot, tlv, elements));
        } else if (live instanceof TransparentFile transparent) {
            byte[] content = transparent.read(0, transparent.size());
            if (!Arrays.equals(content, new byte[content.length])) {
                files.put(name, HEX.formatHex(content));
            }
        } else if (live instanceof CyclicFile cyclic && cyclic.recordCount() > 0) {
            ArrayNode newestFirst = records.putArray(name);
            for (int number = 1; number <= cyclic.recordCount(); number++) {
                newestFirst.add(HEX.formatHex(cyclic.record(number)));
            }
        }
    }

    private static void addElement(CardFile file, RecordSlot slot, TlvFile live, ObjectNode elements) {
        byte[] record = live.record(slot.number());
        byte[] value = ByteArrays.tail(record, record.length - 2);
        ElementRef ref = new ElementRef(file.ref(), slot.element().tag(), slot.occurrence());
        boolean composed = ref.equals(CardElements.IDENTIFICATION_CODE);
        if (composed || !Arrays.equals(value, ElementValues.absent(slot.element()))) {
            elements.put(ref.toString(), HEX.formatHex(value));
        }
    }

    private void addCounters(Directory directory, Application application, ObjectNode counters) {
        for (KeyDefinition key : layout.keysOf(application.name())) {
            directory
                    .keys()
                    .counter(key.type(), key.id())
                    .filter(counter -> counter.left() != counter.limit())
                    .ifPresent(counter -> counters.put(key.name(), counter.left()));
        }
    }

    private void addPin(Pin pin, ObjectNode counters) {
        image.put("pin", HEX.formatHex(pin.stored()).replace("F", ""));
        RetryCounter counter = pin.counter();
        if (counter.left() != counter.limit()) {
            counters.put("PIN", counter.left());
        }
    }
}
