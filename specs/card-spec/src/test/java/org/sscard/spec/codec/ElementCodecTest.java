package org.sscard.spec.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.SpecificationVersion;

class ElementCodecTest {

    private static final CardLayout V1 = CardLayout.of(SpecificationVersion.V1_0);
    private static final CardLayout V2 = CardLayout.of(SpecificationVersion.V2_0);

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    @Test
    void cn_isLeftJustifiedAndFilledWithNibbleF() {
        assertThat(hex(CompressedNumeric.encode("20260101", 4))).isEqualTo("20260101");
        assertThat(hex(CompressedNumeric.encode("123", 4))).isEqualTo("123FFFFF");
        assertThat(hex(CompressedNumeric.encode("", 3))).isEqualTo("FFFFFF");
        assertThat(CompressedNumeric.decode(hex("123FFFFF"))).isEqualTo("123");
        assertThat(CompressedNumeric.decode(hex("FFFFFFFF"))).isEmpty();
    }

    @Test
    void cn_refusesWhatIsNoDigitAndNamesItsPlace() {
        assertThatThrownBy(() -> CompressedNumeric.encode("20A6", 4))
                .isInstanceOfSatisfying(ValueCodecException.class, e -> {
                    assertThat(e.problem()).isEqualTo(ValueCodecException.Problem.ILLEGAL_CHARACTER);
                    assertThat(e.position()).isEqualTo(3);
                });
        assertThatThrownBy(() -> CompressedNumeric.encode("123456789", 4))
                .isInstanceOfSatisfying(
                        ValueCodecException.class,
                        e -> assertThat(e.problem()).isEqualTo(ValueCodecException.Problem.TOO_LONG));
    }

    @Test
    void initialisationOrganisationOfTestCards_isReadAsItStands() {
        Element element = V2.element(CardElements.INITIALISATION_ORGANISATION);
        assertThat(ElementCodec.decode(element, hex("9156000002511300511300DB")))
                .isEqualTo("9156000002511300511300DB");
    }

    @Test
    void nameOfTheImageExample_isGbk() {
        Element name = V2.element(CardElements.NAME);
        assertThat(ElementCodec.decode(name, ElementCodec.pad(name, hex("B2E2CAD4BCD7"))))
                .isEqualTo("测试甲");
        assertThat(hex(ElementCodec.encode(name, "测试甲"))).isEqualTo("B2E2CAD4BCD7" + "00".repeat(24));
    }

    @Test
    void nameOutsideGbk_namesTheCharacterAndItsPlace() {
        assertThatThrownBy(() -> HolderName.split(V2, "张\uD842\uDFB7三"))
                .isInstanceOf(ValueCodecException.class)
                .hasMessageContaining("U+20BB7")
                .hasMessageContaining("position 2")
                .hasMessageNotContaining("三");
        assertThatThrownBy(() -> HolderName.split(V2, "a\nb")).isInstanceOf(ValueCodecException.class);
    }

    @Test
    void nameLongerThanFiftyBytes_isRefused() {
        assertThat(HolderName.split(V2, "汉".repeat(25))).hasSize(2);
        assertThatThrownBy(() -> HolderName.split(V2, "汉".repeat(26))).isInstanceOf(ValueCodecException.class);
        // An odd byte before the 15th character leaves one byte of element 09 unused.
        assertThatThrownBy(() -> HolderName.split(V2, "a" + "汉".repeat(24) + "b"))
                .isInstanceOf(ValueCodecException.class);
        assertThatThrownBy(() -> HolderName.split(V1, "汉".repeat(16))).isInstanceOf(ValueCodecException.class);
    }

    @Test
    void nameCutInsideACharacter_isWholeAgainWhenJoined() {
        byte[] all = CardText.encodeGbk("a" + "汉".repeat(20), 50);
        List<byte[]> cut = List.of(java.util.Arrays.copyOf(all, 30), java.util.Arrays.copyOfRange(all, 30, 50));
        assertThat(HolderName.join(cut)).isEqualTo("a" + "汉".repeat(20));
    }

    @Test
    void paddingOfEveryKind_isTrimmedFromText() {
        assertThat(CardText.decode(hex("41422020"))).isEqualTo("AB");
        assertThat(CardText.decode(hex("41420000FFFF"))).isEqualTo("AB");
        assertThat(CardText.decode(hex("FFFFFFFF"))).isEmpty();
        assertThat(CardText.decode(hex("412041"))).isEqualTo("A A");
    }

    @Test
    void textInGb18030_isStillRead() {
        // 90308130 is U+10000, the first supplementary character of GB 18030.
        assertThat(CardText.decode(hex("D5C590308130"))).isEqualTo("张\uD800\uDC00");
        assertThat(CardText.decode(hex("D5C58080"))).startsWith("张").contains("\uFFFD");
    }

    @Test
    void nestedElementOfTheImageExample_isReadAndWritten() {
        Element certificate = V2.element(ElementRef.parse("DF03/EF19/79"));
        String bytes = "180331313019035101001A04202001011B04FFFFFFFF1C04000123451D033034381E0420240102";
        Map<Integer, String> values = ElementCodec.decodeNested(certificate, hex(bytes));
        assertThat(values)
                .containsEntry(0x18, "110")
                .containsEntry(0x19, "510100")
                .containsEntry(0x1B, "")
                .containsEntry(0x1C, "00012345")
                .containsEntry(0x1D, "048")
                .containsEntry(0x1E, "20240102");
        assertThat(hex(ElementCodec.encodeNested(certificate, values))).isEqualTo(bytes);
    }

    @Test
    void emptyNestedElement_keepsItsInnerHeaders() {
        Element degree = V2.element(ElementRef.parse("DF01/EF15/40"));
        assertThat(hex(ElementCodec.empty(degree))).isEqualTo("57030000005803FFFFFF5928" + "00".repeat(40));
        assertThat(ElementCodec.decodeNested(degree, new byte[52]))
                .containsEntry(0x57, "")
                .hasSize(3);
    }

    @Test
    void foreignInnerElement_isRefused() {
        Element degree = V2.element(ElementRef.parse("DF01/EF15/40"));
        assertThatThrownBy(() -> ElementCodec.encodeNested(degree, Map.of(0x20, "1")))
                .isInstanceOf(ValueCodecException.class)
                .hasMessageContaining("20");
        assertThatThrownBy(() -> ElementCodec.decodeNested(degree, hex("2001FF")))
                .isInstanceOf(ValueCodecException.class);
        assertThatThrownBy(() -> ElementCodec.decodeNested(degree, hex("5703FF")))
                .isInstanceOf(ValueCodecException.class);
    }

    @Test
    void recordOfAnElement_isTagLengthValue() {
        Element number = V2.element(CardElements.CARD_NUMBER);
        assertThat(hex(ElementCodec.encodeRecord(number, "A00001233"))).isEqualTo("0709413030303031323333");
        assertThat(hex(ElementCodec.emptyRecord(V2.element(CardElements.ISSUE_DATE))))
                .isEqualTo("0504FFFFFFFF");
        assertThatThrownBy(() -> TlvRecord.decode(hex("0709413030"))).isInstanceOf(ValueCodecException.class);
        assertThatThrownBy(() -> TlvRecord.decode(hex("0501FF0501FF"))).isInstanceOf(ValueCodecException.class);
    }

    @Test
    void medicalTransaction_isTwentyEightBytesOrTwentyInAccountOnlyMode() {
        CardFile file = V2.file(CardElements.MEDICAL_TRANSACTIONS);
        byte[] full = hex("0003" + "32" + "211002000001" + "20260316093000" + "00000000" + "00002710" + "00007530");
        CyclicRecord record = CyclicRecord.split(file, full);
        assertThat(record.number("sequence")).isEqualTo(3);
        assertThat(record.text("terminal")).isEqualTo("211002000001");
        assertThat(record.number("selfPay")).isEqualTo(10_000);
        assertThat(record.number("pool")).isEqualTo(30_000);
        CyclicRecord accountOnly = CyclicRecord.split(file, java.util.Arrays.copyOf(full, 20));
        assertThat(accountOnly.has("account")).isTrue();
        assertThat(accountOnly.has("selfPay")).isFalse();
        assertThatThrownBy(() -> CyclicRecord.split(file, new byte[21])).isInstanceOf(ValueCodecException.class);
        assertThatThrownBy(() -> CyclicRecord.compose(file, Map.of("price", "1")))
                .isInstanceOf(ValueCodecException.class);
    }

    @Test
    void rewrittenElementOf10_endsInEe() {
        // Tag 37: 4 bytes cn on 1.0 (contribution base), 3 characters on 2.0 (nationality).
        ElementRef ref = ElementRef.parse("DF01/EF0A/37");
        byte[] rewritten =
                RewrittenElement.encode(V2.element(ref), V1.element(ref).length(), "CHN");
        assertThat(hex(rewritten)).isEqualTo("43484EEE");
        assertThat(RewrittenElement.decode(V2.element(ref), rewritten)).isEqualTo("CHN");
        assertThat(RewrittenElement.isRewritten(hex("00123456"))).isFalse();
        assertThatThrownBy(() -> RewrittenElement.encode(V2.element(ref), 3, "CHN"))
                .isInstanceOf(ValueCodecException.class);
    }

    @Test
    void rewrittenText_whoseLastByteIsEe_isKept() {
        Element address = V2.element(ElementRef.parse("DF01/EF05/21"));
        String endsInEe = CardText.decode(hex("B0EE"));
        byte[] rewritten = RewrittenElement.encode(address, 62, endsInEe);
        assertThat(RewrittenElement.decode(address, rewritten)).isEqualTo(endsInEe);
    }
}
