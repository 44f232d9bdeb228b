package org.sscard.spec.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.DataItem;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementFormat;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.SpecificationVersion;

class FormatPropertiesTest {

    private static final CardLayout LAYOUT = CardLayout.of(SpecificationVersion.V2_0);
    private static final String GBK_CHARACTERS = gbkCharacters();

    /** Every two-byte character of GBK, from the charset itself. */
    private static String gbkCharacters() {
        var decoder = Charset.forName("GBK");
        StringBuilder all = new StringBuilder();
        for (int lead = 0x81; lead <= 0xFE; lead++) {
            for (int trail = 0x40; trail <= 0xFE; trail++) {
                String text = new String(new byte[] {(byte) lead, (byte) trail}, decoder);
                if (trail != 0x7F && text.length() == 1 && text.charAt(0) != '\uFFFD') {
                    all.append(text);
                }
            }
        }
        return all.toString();
    }

    record Sample(DataItem item, String value) {}

    @Property
    void encodedValue_decodesToItself(@ForAll("samples") Sample sample) {
        byte[] bytes = ElementCodec.encode(sample.item(), sample.value());
        assertThat(bytes).hasSize(sample.item().length());
        assertThat(ElementCodec.decode(sample.item(), bytes)).isEqualTo(sample.value());
    }

    @Property
    void nestedElement_decodesToItsInnerValues(@ForAll("nested") Element element, @ForAll long seed) {
        Map<Integer, String> values = new LinkedHashMap<>();
        long state = seed;
        for (Element inner : element.elements()) {
            boolean absent = (state & 1) == 0;
            values.put(inner.tag(), absent ? "" : sampleOf(inner, state));
            state = state * 6364136223846793005L + 1442695040888963407L;
        }
        byte[] bytes = ElementCodec.encodeNested(element, values);
        assertThat(bytes).hasSize(element.length());
        assertThat(ElementCodec.decodeNested(element, bytes)).isEqualTo(values);
    }

    @Property
    void cyclicRecord_splitsIntoWhatWasComposed(@ForAll("cyclic") CardFile file, @ForAll long seed) {
        Map<String, String> values = new LinkedHashMap<>();
        file.fields().forEach(field -> values.put(field.id(), sampleOf(field, seed)));
        CyclicRecord record = CyclicRecord.compose(file, values);
        assertThat(record.bytes()).hasSize(file.recordLength());
        assertThat(CyclicRecord.split(file, record.bytes()).texts()).isEqualTo(values);
    }

    @Property
    void records_areReadAsWritten(@ForAll @Size(max = 8) List<@Size(max = 60) byte[]> values) {
        List<TlvRecord> records = new ArrayList<>();
        byte[] all = new byte[0];
        for (int i = 0; i < values.size(); i++) {
            records.add(new TlvRecord(i, values.get(i)));
            byte[] next = records.get(i).encode();
            byte[] joined = java.util.Arrays.copyOf(all, all.length + next.length);
            System.arraycopy(next, 0, joined, all.length, next.length);
            all = joined;
        }
        assertThat(TlvRecord.decodeAll(all)).isEqualTo(records);
    }

    @Property
    void anyBytes_areReadOrRefusedWithOneException(@ForAll @Size(max = 70) byte[] bytes) {
        for (Element element :
                LAYOUT.file(org.sscard.spec.layout.FileRef.parse("DF01/EF15")).elements()) {
            ElementCodec.decode(element, bytes);
            try {
                ElementCodec.decodeNested(element, bytes);
            } catch (ValueCodecException refused) {
                assertThat(refused.problem()).isNotNull();
            }
        }
    }

    @Property
    void name_isJoinedFromItsTwoElements(@ForAll("names") String name) {
        List<byte[]> values = HolderName.split(LAYOUT, name);
        assertThat(values.get(0)).hasSize(30);
        assertThat(values.get(1)).hasSize(20);
        assertThat(HolderName.join(values)).isEqualTo(name);
        // No reader that decodes the elements one by one may see half a character.
        Element first = LAYOUT.element(CardElements.NAME);
        Element second = LAYOUT.element(CardElements.NAME_EXTENSION);
        assertThat(ElementCodec.decode(first, values.get(0)) + ElementCodec.decode(second, values.get(1)))
                .isEqualTo(name);
    }

    @Property
    void rewrittenElement_keepsItsValueAndItsMark(@ForAll("rewritable") Sample sample) {
        int stored = sample.item().length() + 1;
        byte[] bytes = RewrittenElement.encode((Element) sample.item(), stored, sample.value());
        assertThat(bytes).hasSize(stored);
        assertThat(RewrittenElement.isRewritten(bytes)).isTrue();
        assertThat(RewrittenElement.decode((Element) sample.item(), bytes)).isEqualTo(sample.value());
    }

    @Provide
    Arbitrary<Sample> samples() {
        List<DataItem> items = new ArrayList<>();
        LAYOUT.files().forEach(file -> {
            items.addAll(file.elements());
            items.addAll(file.fields());
        });
        items.removeIf(item -> item.format() == ElementFormat.NESTED || item.length() > 255);
        return Arbitraries.of(items).flatMap(item -> values(item).map(value -> new Sample(item, value)));
    }

    @Provide
    Arbitrary<Sample> rewritable() {
        // A value that ends in the mark itself is refused when it is written.
        return samples()
                .filter(sample ->
                        sample.item() instanceof Element && sample.item().format() != ElementFormat.B)
                .filter(sample -> !endsInMark(sample.value()));
    }

    private static boolean endsInMark(String value) {
        byte[] bytes = value.getBytes(Charset.forName("GBK"));
        int end = bytes.length;
        return end > 1 && bytes[end - 1] == (byte) 0xEE && bytes[end - 2] == (byte) 0xEE;
    }

    @Provide
    Arbitrary<Element> nested() {
        return Arbitraries.of(LAYOUT.files()
                .flatMap(file -> file.elements().stream())
                .filter(element -> element.format() == ElementFormat.NESTED)
                .toList());
    }

    @Provide
    Arbitrary<CardFile> cyclic() {
        return Arbitraries.of(LAYOUT.files()
                .filter(file -> file.structure() == FileStructure.CYCLIC)
                .toList());
    }

    @Provide
    Arbitrary<String> names() {
        return text().ofMaxLength(24);
    }

    private static Arbitrary<String> values(DataItem item) {
        return switch (item.format()) {
            case CN -> Arbitraries.strings().numeric().ofMaxLength(2 * item.length());
            case AN ->
                Arbitraries.strings()
                        .withCharRange(' ', '~')
                        .ofMaxLength(item.length())
                        .map(String::stripTrailing);
            case GBK -> text().ofMaxLength(item.length() / 2).map(String::stripTrailing);
            case B, NESTED ->
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofSize(item.length())
                        .map(HexFormat.of().withUpperCase()::formatHex);
        };
    }

    private static net.jqwik.api.arbitraries.StringArbitrary text() {
        return Arbitraries.strings().withChars(GBK_CHARACTERS).withCharRange('!', '~');
    }

    private static String sampleOf(DataItem item, long seed) {
        int digit = Math.floorMod(seed, 9) + 1;
        return switch (item.format()) {
            case CN -> String.valueOf(digit).repeat(2 * item.length());
            case AN -> String.valueOf(digit).repeat(item.length());
            case GBK -> "汉".repeat(item.length() / 2);
            case B, NESTED -> ("0" + digit).repeat(item.length());
        };
    }
}
