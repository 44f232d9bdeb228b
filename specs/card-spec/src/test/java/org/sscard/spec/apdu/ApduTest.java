package org.sscard.spec.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sscard.spec.command.FileControlInformation;

class ApduTest {

    private static CommandApdu parse(String hex) {
        return CommandApdu.parse(HexFormat.of().parseHex(hex));
    }

    @Test
    void fourCases_areToldApart() {
        assertThat(parse("00200000").dataLength()).isZero();
        assertThat(parse("00200000").expectedLength()).isNull();
        assertThat(parse("0084000008").expectedLength()).isEqualTo(8);
        assertThat(parse("00B2012C00").expectedLength()).isEqualTo(256);
        assertThat(parse("0020000003123456").data()).isEqualTo(new byte[] {0x12, 0x34, 0x56});
        assertThat(parse("00A4040002AABB00").expectedLength()).isEqualTo(256);
    }

    @Test
    void lengthsThatLie_areRefused() {
        for (String bad : new String[] {"", "00A404", "00A4040003AABB", "00A4040001AABBCC", "00A40400000002AABB"}) {
            assertThatThrownBy(() -> parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CommandApdu.of(0, 0x20, 0, 0, new byte[256]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandApdu.expecting(257, 0, 0x20, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandApdu.of(0x100, 0x20, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ResponseApdu.parse(new byte[1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataOfACommand_isNeverPrinted() {
        CommandApdu verify = parse("0020000003123456");
        assertThat(verify.toString()).isEqualTo("00200000 Lc=3");
        assertThat(ResponseApdu.of(StatusWord.OK, new byte[] {0x12}).toString()).isEqualTo("1 bytes, 9000");
    }

    @Test
    void erasedCommand_keepsItsHeaderOnly() {
        CommandApdu verify = parse("0020000003123456");
        verify.erase();
        assertThat(verify.bytes()).isEqualTo(HexFormat.of().parseHex("0020000003000000"));
    }

    @Property
    void anyBytes_areOneCommandOrRefused(@ForAll @Size(max = 300) byte[] bytes) {
        try {
            assertThat(CommandApdu.parse(bytes).bytes()).isEqualTo(bytes);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    @Property
    void anyBytes_areAnFciOrRefused(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            assertThat(FileControlInformation.parse(bytes).name()).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasNoCause();
        }
    }

    @Property
    void builtCommand_isParsedBack(
            @ForAll @IntRange(max = 255) int p1,
            @ForAll @Size(max = 255) byte[] data,
            @ForAll @IntRange(min = 1, max = 256) int le) {
        CommandApdu command = CommandApdu.expecting(le, 0x80, 0xFA, p1, 0, data);
        assertThat(CommandApdu.parse(command.bytes())).isEqualTo(command);
        assertThat(command.expectedLength()).isEqualTo(le);
        assertThat(command.data()).isEqualTo(data);
        assertThat(command.withExpectedLength(7).expectedLength()).isEqualTo(7);
    }

    @Property
    void statusWord_tellsWhatItCarries(@ForAll @IntRange(max = 0xFFFF) int value) {
        StatusWord status = StatusWord.of(value);
        assertThat(status.isTriesLeft()).isEqualTo(status.toString().startsWith("63C"));
        assertThat(status.hasMoreData()).isEqualTo(status.toString().startsWith("61"));
        assertThat(status.isWrongLength()).isEqualTo(status.toString().startsWith("6C"));
        assertThat(status.announcedLength()).isBetween(1, 256);
    }
}
