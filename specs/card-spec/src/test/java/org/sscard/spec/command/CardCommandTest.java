package org.sscard.spec.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.StatusWord;

class CardCommandTest {

    private static StatusWord sw(int value) {
        return StatusWord.of(value);
    }

    @Test
    void commandTable_hasAllCommands() {
        assertThat(Arrays.stream(CardCommand.values()).filter(c -> c.scope() == CommandScope.CARD))
                .hasSize(22);
        assertThat(Arrays.stream(CardCommand.values()).filter(c -> c.scope() == CommandScope.ISSUING))
                .hasSize(5);
        assertThat(Arrays.stream(CardCommand.values()).filter(c -> c.scope() == CommandScope.PSAM))
                .hasSize(10);
        assertThat(CardCommand.generalStatusWords()).hasSize(33);
    }

    @ParameterizedTest
    @EnumSource
    void everyCommand_hasItsOwnStatusWordsAndAParagraph(CardCommand command) {
        assertThat(command.description().status()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.pattern()).matches("[0-9A-F]{4}|61xx|6Cxx|63Cx");
            assertThat(row.zh()).isNotBlank();
            assertThat(row.en()).isNotBlank();
        });
        assertThat(command.description().status().stream()
                        .map(CommandDescription.StatusRow::pattern)
                        .toList())
                .doesNotHaveDuplicates();
        assertThat(command.paragraph()).startsWith("§");
    }

    @Test
    void sameStatusWord_meansWhatItsCommandSays() {
        assertThat(CardCommand.VERIFY.meaningOf(sw(0x63C4)).en())
                .isEqualTo("PIN wrong or not yet verified, 4 tries left");
        assertThat(CardCommand.EXTERNAL_AUTHENTICATION.meaningOf(sw(0x63C2)).en())
                .isEqualTo("external authentication failed, 2 tries left for this key");
        assertThat(CardCommand.READ_RECORD.meaningOf(sw(0x6C1E)).en()).isEqualTo("the record has 30 bytes");
        assertThat(CardCommand.GET_TRANSACTION_PROOF.meaningOf(sw(0x9406)).source())
                .isEqualTo(StatusMeaning.Source.COMMAND);
    }

    @Test
    void generalTable_servesWhereTheCommandIsSilent() {
        StatusMeaning meaning = CardCommand.GET_CHALLENGE.meaningOf(sw(0x6D00));
        assertThat(meaning.source()).isEqualTo(StatusMeaning.Source.GENERAL);
        assertThat(meaning.zh()).isEqualTo("不支持的 INS");
        assertThat(CardCommand.generalMeaningOf(sw(0x611E)).en()).isEqualTo("30 more bytes wait for GET RESPONSE");
    }

    @Test
    void unknownStatusWord_keepsItsNumber() {
        StatusMeaning meaning = CardCommand.SELECT.meaningOf(sw(0x6FAB));
        assertThat(meaning.isKnown()).isFalse();
        assertThat(meaning.en()).contains("6FAB");
    }

    @Test
    void onlyReadsWithoutEffect_mayBeRepeated() {
        assertThat(mayBeRepeated("00B2012C00")).isTrue();
        assertThat(mayBeRepeated("00B2012A00")).isFalse();
        assertThat(mayBeRepeated("00B0870000")).isTrue();
        assertThat(mayBeRepeated("00A40000023F00")).isTrue();
        assertThat(mayBeRepeated("00200000")).isTrue();
        assertThat(mayBeRepeated("0020000003123456")).isFalse();
        assertThat(mayBeRepeated("B02801011301000000000000271000007530211002000001"))
                .isFalse();
        assertThat(mayBeRepeated("B026000104")).isTrue();
        assertThat(mayBeRepeated("0084000008")).isFalse();
        assertThat(mayBeRepeated("00DC07280B0709413030303031323333")).isFalse();
    }

    private static boolean mayBeRepeated(String hex) {
        CommandApdu apdu = CommandApdu.parse(java.util.HexFormat.of().parseHex(hex));
        return CardCommand.identify(apdu, CommandScope.CARD).orElseThrow().mayBeRepeated(apdu);
    }

    @Test
    void commandsThatShareAnInstruction_areToldApartByP1() {
        assertThat(CardCommand.identify(CommandApdu.of(0xB0, 0x28, 0x00, 0x01, new byte[11]), CommandScope.CARD))
                .contains(CardCommand.INITIALIZE_FOR_LOAD);
        assertThat(CardCommand.identify(CommandApdu.of(0xB0, 0x28, 0x01, 0x01, new byte[19]), CommandScope.CARD))
                .contains(CardCommand.INITIALIZE_FOR_PURCHASE);
        assertThat(CardCommand.identify(CommandApdu.of(0x84, 0xD4, 0x01, 0x11, new byte[20]), CommandScope.PSAM))
                .contains(CardCommand.PSAM_CHANGE_KEY);
        assertThat(CardCommand.identify(
                        CommandApdu.of(0x84, 0xD4, 0x00, 0x00, new byte[20]), CommandScope.CARD, CommandScope.ISSUING))
                .contains(CardCommand.LOAD_KEY);
        assertThat(CardCommand.identify(CommandApdu.of(0x04, 0xDC, 0x01, 0x2C, new byte[9]), CommandScope.CARD))
                .contains(CardCommand.UPDATE_RECORD);
        assertThat(CardCommand.identify(CommandApdu.of(0x00, 0x70, 0x00, 0x00), CommandScope.CARD))
                .isEmpty();
    }
}
