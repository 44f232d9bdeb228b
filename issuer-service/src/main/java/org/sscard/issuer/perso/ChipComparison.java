package org.sscard.issuer.perso;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.FileRef;
import org.sscard.spec.layout.RecordSlot;

/** What a chip answered when it was last read back, beside what the registry says it must hold. */
public record ChipComparison(List<Line> lines) {

    /** {@code SW1 SW2} at the end of an answer. */
    private static final int STATUS_BYTES = 2;

    /**
     * @param expected as the registry has it now
     * @param read empty: it was not read
     */
    public record Line(String zh, String expected, String read) {

        public boolean differs() {
            return !expected.equals(read);
        }

        /** Holder data never reaches a log. */
        @Override
        public String toString() {
            return "Line[" + zh + (differs() ? " differs]" : "]");
        }
    }

    public ChipComparison {
        lines = List.copyOf(lines);
    }

    /** The elements of issuer and holder data that the registry knows; empty while no chip is bound. */
    public static ChipComparison of(CardProfile profile, CardRecord card, JournalStore journal) {
        if (card.chip().isEmpty()) {
            return new ChipComparison(List.of());
        }
        Map<String, String> answers = new HashMap<>();
        for (JournalStore.Line line : journal.of(card.cardId())) {
            String apdu = line.apdu();
            if (line.entry() == 'R' && line.step().startsWith("read ") && apdu != null) {
                answers.put(line.step(), apdu);
            }
        }
        CardContent content = CardContent.of(profile, card, card.chip().get());
        List<Line> lines = new ArrayList<>();
        for (FileRef ref : List.of(CardElements.ISSUER_DATA, CardElements.HOLDER_DATA)) {
            CardFile file = profile.layout().file(ref);
            for (RecordSlot slot : file.records()) {
                if (content.knows(ref, slot)) {
                    String step = String.format(Locale.ROOT, "read %s #%d", ref, slot.number());
                    lines.add(new Line(
                            slot.element().zh(),
                            text(slot, content.record(ref, slot)),
                            read(slot, answers.getOrDefault(step, ""))));
                }
            }
        }
        return new ChipComparison(lines);
    }

    private static String read(RecordSlot slot, String answer) {
        byte[] bytes = HexFormat.of().parseHex(answer);
        return bytes.length <= STATUS_BYTES ? "" : text(slot, Arrays.copyOf(bytes, bytes.length - STATUS_BYTES));
    }

    private static String text(RecordSlot slot, byte[] record) {
        byte[] value = TlvRecord.decode(record).value();
        try {
            return ElementCodec.decode(slot.element(), value).strip();
        } catch (IllegalArgumentException e) {
            // Garbled: shown as it is, so that it differs for all to see.
            return HexFormat.of().withUpperCase().formatHex(value);
        }
    }
}
