package org.sscard.spec.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An elementary file.
 *
 * @param recordLength bytes of a bare record of a cyclic file, otherwise 0
 * @param recordCount records of a cyclic file (the published minimum, which this project keeps exactly), otherwise 0
 * @param category how the specification marks the file: required, preset, reserved, optional; empty for 1.0
 * @param optional stands on a card only when its image or profile names the file
 * @param elements the published elements of a TLV file, in order; empty for other structures
 * @param fields the parts of a bare record or of the whole file where there are no tags
 */
public record CardFile(
        FileRef ref,
        String zh,
        String en,
        FileStructure structure,
        int recordLength,
        int recordCount,
        AccessRule read,
        AccessRule update,
        Optional<String> category,
        boolean optional,
        Confidence confidence,
        Optional<Wording> note,
        List<Element> elements,
        List<Field> fields) {

    public CardFile {
        elements = List.copyOf(elements);
        fields = List.copyOf(fields);
    }

    public int fid() {
        return ref.fidNumber();
    }

    public int sfi() {
        return ref.sfi();
    }

    /** False for the internal medical file, whose identifier serves CREATE FILE only. */
    public boolean isSelectable() {
        return structure != FileStructure.INTERNAL;
    }

    /** The records of a TLV file as they stand on a card, numbered from 1; repeated tags take one record each. */
    public List<RecordSlot> records() {
        List<RecordSlot> slots = new ArrayList<>();
        for (Element element : elements) {
            if (!element.presentByDefault()) {
                continue;
            }
            for (int occurrence = 1; occurrence <= element.repeat(); occurrence++) {
                slots.add(new RecordSlot(slots.size() + 1, element, occurrence));
            }
        }
        return List.copyOf(slots);
    }

    /** The record that holds the n-th element with this tag, if the file has it. */
    public Optional<RecordSlot> record(int tag, int occurrence) {
        return records().stream()
                .filter(slot -> slot.element().tag() == tag && slot.occurrence() == occurrence)
                .findFirst();
    }

    public Optional<Element> element(int tag) {
        return elements.stream().filter(element -> element.tag() == tag).findFirst();
    }

    /** @throws IllegalArgumentException when the bare record has no such field */
    public Field field(String id) {
        return fields.stream()
                .filter(field -> field.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(ref + " has no field " + id));
    }

    /** Where a field begins in the bare record, in bytes from 0. */
    public int offsetOf(String id) {
        int offset = 0;
        for (Field field : fields) {
            if (field.id().equals(id)) {
                return offset;
            }
            offset += field.length();
        }
        throw new IllegalArgumentException(ref + " has no field " + id);
    }

    /** Bytes that the file takes: all records with their headers, or the transparent content. */
    public int sizeBytes() {
        return switch (structure) {
            case TRANSPARENT, INTERNAL ->
                fields.stream().mapToInt(Field::length).sum();
            case CYCLIC -> recordLength * recordCount;
            case FIXED_TLV, VARIABLE_TLV ->
                records().stream()
                        .mapToInt(slot -> slot.element().encodedLength())
                        .sum();
        };
    }
}
