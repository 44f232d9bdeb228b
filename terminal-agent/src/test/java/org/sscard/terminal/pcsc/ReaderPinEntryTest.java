package org.sscard.terminal.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.smartcardio.TerminalFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.pcsc.ReaderPinEntry.Feature;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Secure PIN entry (PC/SC part 10): structures byte by byte, and a reader with keys at the PC/SC library. */
class ReaderPinEntryTest {

    private static final CardPlace PLACE = CardPlace.named("");
    private static final PinPad UNUSED = request -> {
        throw new CodedException(ErrorCode.PIN_PAD_BUSY);
    };

    @TempDir
    Path directory;

    private final PadReader reader =
            new PadReader(VirtualCards.fromImage(Images.card("2.00", "DES"), TransmissionMode.T1, new SecureRandom()));
    private final ReaderDesk desk = new ReaderDesk(
            List.of(new PcscReaders(
                    () -> TerminalFactory.getInstance(
                            PcscFactory.TYPE, null, new PcscliteProvider(new PcscLibrary(reader, "double"))),
                    Optional.of(new ReaderPinEntry(6, Duration.ofSeconds(60))))),
            new RoleMap(List.of(new RoleMap.Rule(Pattern.compile("Pad"), ReaderRole.USER_CONTACT)), false),
            Duration.ofSeconds(10));

    @AfterEach
    void close() {
        desk.close();
    }

    private CardDesk cards(PinPad pad) {
        return new CardDesk(
                desk,
                pad,
                BlacklistReplica.open(directory.resolve("blacklist")),
                new DebitJournal(directory),
                "",
                Duration.ofSeconds(1),
                Optional.empty(),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    @Test
    void structures_areThoseOfPart10ByteByByte() {
        ReaderPinEntry entry = new ReaderPinEntry(6, Duration.ofSeconds(60));
        assertThat(hex(entry.verifyStructure()))
                .isEqualTo(
                        "3C3C" // both time-outs
                                + "81" // bytes, left, BCD
                                + "03" // PIN of 3 bytes, no length
                                + "00" // no length in the command
                                + "0606" // 6 to 6 digits
                                + "02" // ended by the key
                                + "01" // one message
                                + "0408" // zh-CN, lowest byte first
                                + "00" // the first message
                                + "000000" // no T=1 prologue
                                + "08000000" // of the command
                                + "0020000003FFFFFF");
        assertThat(hex(entry.modifyStructure()))
                .isEqualTo("3C3C" + "81" + "03" + "00"
                        + "00" // the present PIN
                        + "04" // the new one, after FF
                        + "0606"
                        + "03" // the new PIN twice, the present one too
                        + "02" + "03" + "0408" + "000102" + "000000"
                        + "0C000000"
                        + "805E010007FFFFFFFFFFFFFF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "06", "0604423300", "060542330006AA", "060442330006FF", "120442330012"})
    void answerWithoutBothEntries_isNoPad(String features) {
        assertThat(ReaderPinEntry.features(HexFormat.of().parseHex(features)))
                .doesNotContainKeys(Feature.VERIFY_PIN_DIRECT, Feature.MODIFY_PIN_DIRECT);
        reader.features = features;
        assertRefused(ErrorCode.PIN_PAD_BUSY, () -> cards(UNUSED).verifyPin(PLACE));
    }

    @Test
    void pinGoesFromTheReadersKeysToTheCard_pastTheAgent() {
        reader.holder.add("123456");
        cards(UNUSED).verifyPin(PLACE);
        reader.holder.addAll(List.of("123456", "654321", "654321"));
        cards(UNUSED).changePin(PLACE);
        reader.holder.add("654321");
        cards(UNUSED).verifyPin(PLACE);
        assertThat(reader.controls)
                .filteredOn(control -> control.startsWith("4233"))
                .hasSize(3);
        assertThat(reader.controls.get(0)).isEqualTo("42000d48 ");
        assertThat(reader.sent).as("what the agent sent").noneMatch(apdu -> apdu.contains("123456"));
    }

    @Test
    void whatTheReaderAnswers_isTold() {
        reader.holder.add("cancel");
        assertRefused(ErrorCode.PIN_CANCELLED, () -> cards(UNUSED).verifyPin(PLACE));
        reader.holder.add("wait");
        assertRefused(ErrorCode.PIN_TIMEOUT, () -> cards(UNUSED).verifyPin(PLACE));
        reader.holder.add("1234");
        assertRefused(ErrorCode.PIN_LENGTH, () -> cards(UNUSED).verifyPin(PLACE));
        reader.holder.addAll(List.of("123456", "654321", "654320"));
        assertRefused(ErrorCode.PIN_DIFFERS, () -> cards(UNUSED).changePin(PLACE));
        reader.holder.add("000000");
        assertThatThrownBy(() -> cards(UNUSED).verifyPin(PLACE))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.arguments()).containsExactly("5"));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
