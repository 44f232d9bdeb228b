package org.sscard.terminal.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.spec.layout.FileRef;
import org.sscard.terminal.card.FileContent;
import org.sscard.terminal.card.FileSelection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class FileAddressTest {

    private static final FileSelection BASIC = new FileSelection(
            FileRef.parse("SSSE/EF06"),
            OptionalInt.empty(),
            List.of(new FileSelection.Item(0x08, 1), new FileSelection.Item(0x09, 1)));
    private static final FileSelection DEGREES = new FileSelection(
            FileRef.parse("DF01/EF15"), OptionalInt.empty(), List.of(new FileSelection.Item(0x40, 2)));
    private static final FileSelection NEWEST =
            new FileSelection(FileRef.parse("DF02/EF07"), OptionalInt.of(1), List.of());
    private static final FileSelection HISTORY =
            new FileSelection(FileRef.parse("DF02/EF07"), OptionalInt.empty(), List.of());
    private static final FileSelection PHOTO =
            new FileSelection(FileRef.parse("SSSE/EF08"), OptionalInt.empty(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSSEEF06|08|09|$DF01EF15|40:2|$DF02EF07:1|$",
                "SSSEEF06|08|09|$DF01EF15|40:2|$DF02EF07:1|",
                "SSSEEF06|08|09$DF01EF15|40:2$DF02EF07:01$",
                "MFEF06|08|09|$DF01EF15|40:2|$DF02EF07:01|$",
                "3F00EF06|08|09|$df01ef15|40:2|$df02ef07:1|$",
                " SSSEEF06 | 08 | 09 | $ DF01EF15 |40:2| $DF02EF07:1|$ "
            })
    void everyWayOfWritingIt_meansTheSame(String text) {
        assertThat(FileAddress.parse(text).selections()).containsExactly(BASIC, DEGREES, NEWEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "|",
                "SSSE",
                "SSSEEF06|8|$",
                "SSSEEF06|088|$",
                "SSSEEF06|0G|$",
                "SSSEEF06||09|$",
                "XXXXEF06|08|$",
                "DF02EF07:0|$",
                "DF02EF07:255|$",
                "DF02EF07:-1|$",
                "DF02EF07:|$",
                "SSSEEF06|40:0|$",
                "SSSEEF06|08|$$DF01EF15|40|$",
                "SSSEEF06|08;DROP|$",
                "../EF06|08|$",
                "SSSEEF06|08|\u0000|$"
            })
    void whatIsNoAddress_isRefused(String text) {
        assertThatThrownBy(() -> FileAddress.parse(text))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLASSIC_INPUT));
    }

    @Test
    void answerRepeatsTheNamesWithValuesInPlaceOfTags() {
        FileAddress address = FileAddress.parse("MFEF06|08|09|$DF02EF07|$SSSEEF08|$DF02EF07:1|$");
        String text = address.withValues(List.of(
                new FileContent(BASIC, List.of(List.of("211002199003078817", "测试甲"))),
                new FileContent(HISTORY, List.of(List.of("1010101", "20200101"), List.of("2020202", ""))),
                new FileContent(PHOTO, List.of(List.of("FFD8"))),
                new FileContent(NEWEST, List.of(List.of("1010101", "20200101")))));
        assertThat(text)
                .isEqualTo("MFEF06|211002199003078817|测试甲|$DF02EF07|1010101^20200101^|2020202^^|$SSSEEF08|FFD8|$"
                        + "DF02EF07:1|1010101^20200101^|$");
    }

    @Test
    void emptyCyclicFile_isItsNameAlone() {
        assertThat(FileAddress.parse("DF02EF07|$").withValues(List.of(new FileContent(HISTORY, List.of()))))
                .isEqualTo("DF02EF07|$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "a^b", "a$b"})
    void valueWithASeparator_isIllegal(String value) {
        FileAddress address = FileAddress.parse("SSSEEF06|08|09|$");
        assertThatThrownBy(() -> address.withValues(List.of(new FileContent(BASIC, List.of(List.of("1", value))))))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_VALUE_ILLEGAL_CHARACTER));
    }

    @Test
    void writtenData_isReadBesideItsAddress() {
        FileAddress address = FileAddress.parse("SSSEEF06|08|09|$DF02EF07|$");
        assertThat(address.contents("SSSEEF06|211002199003078817||$DF02EF07|1010101^20200101^^|$"))
                .containsExactly(
                        new FileContent(BASIC, List.of(List.of("211002199003078817", ""))),
                        new FileContent(HISTORY, List.of(List.of("1010101", "20200101", ""))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "SSSEEF06|1|2|$", "DF02EF07|1^|$SSSEEF06|1|2|$", "SSSEEF06|1|2|$DF02EF07|1^|$SSSEEF08|FF|$"})
    void writtenDataOfOtherFiles_isRefused(String data) {
        FileAddress address = FileAddress.parse("SSSEEF06|08|09|$DF02EF07|$");
        assertThatThrownBy(() -> address.contents(data))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLASSIC_INPUT));
    }
}
