package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sscard.terminal.card.Window.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.spec.layout.FileRef;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class CardFilesTest {

    private static final CardPlace CONTACT = CardPlace.named("");

    @TempDir
    Path directory;

    private Window window;

    @BeforeEach
    void open() {
        window = new Window(BlacklistReplica.open(directory.resolve("blacklist")), new DebitJournal(directory));
    }

    @AfterEach
    void close() {
        window.close();
    }

    private static FileSelection elements(String file, int... tags) {
        return new FileSelection(
                FileRef.parse(file),
                OptionalInt.empty(),
                java.util.Arrays.stream(tags)
                        .mapToObj(tag -> new FileSelection.Item(tag, 1))
                        .toList());
    }

    private static FileSelection whole(String file) {
        return elements(file);
    }

    private static FileContent content(FileSelection selection, String... row) {
        return new FileContent(selection, List.of(List.of(row)));
    }

    private List<List<List<String>>> read(ExpectedCard card, ReadingRight right, FileSelection... files) {
        return window.cards.readFiles(CONTACT, card, List.of(files), right).stream()
                .map(FileContent::rows)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"1.00,DES", "2.00,DES", "2.00,SM4", "3.00,SM4"})
    void freeElementsAndThoseOfAKey_areReadInTheOrderOfTheRequest(String version, String algorithm) {
        ExpectedCard card = window.insert(version, algorithm);
        assertThat(read(card, ReadingRight.KEY, elements("SSSE/EF06", 0x09, 0x08), elements("SSSE/EF05", 0x07, 0x05)))
                .containsExactly(
                        List.of(List.of("测试甲", "211002199003078817")), List.of(List.of("A12345673", "20260101")));
    }

    @ParameterizedTest
    @CsvSource({"2.00,DES", "2.00,SM4", "3.00,SM4"})
    void whatIsWrittenWithTheUpdateKey_isReadByPinAndByKey(String version, String algorithm) {
        ExpectedCard card = window.insert(version, algorithm);
        FileSelection residence = elements("DF01/EF06", 0x23, 0x28);
        window.cards.writeFiles(CONTACT, card, List.of(content(residence, "辽阳市白塔区测试路１号", "04191234567")));
        assertThat(read(card, ReadingRight.KEY, residence))
                .containsExactly(List.of(List.of("辽阳市白塔区测试路１号", "04191234567")));
        window.types("123456");
        assertThat(read(card, ReadingRight.PIN, residence))
                .containsExactly(List.of(List.of("辽阳市白塔区测试路１号", "04191234567")));
    }

    @Test
    void pinIsAskedOnceForAllFiles() {
        ExpectedCard card = window.insert("2.00", "DES");
        window.types("123456");
        assertThat(read(
                        card,
                        ReadingRight.PIN,
                        elements("DF01/EF06", 0x23),
                        elements("DF03/EF07", 0x70),
                        elements("DF01/EF08", 0x2B)))
                .hasSize(3);
        assertThat(window.triesLeft()).isEqualTo(6);
    }

    @Test
    void repeatedTags_areDistinctRecords() {
        ExpectedCard card = window.insert("2.00", "DES");
        String second = "18033133301903510100" + "1A04202001011B04FFFFFFFF1C04000123451D033034381E0420240102";
        FileSelection both = new FileSelection(
                FileRef.parse("DF03/EF19"),
                OptionalInt.empty(),
                List.of(new FileSelection.Item(0x79, 1), new FileSelection.Item(0x79, 2)));
        FileSelection number2 = new FileSelection(
                FileRef.parse("DF03/EF19"), OptionalInt.empty(), List.of(new FileSelection.Item(0x79, 2)));
        window.cards.writeFiles(CONTACT, card, List.of(content(number2, second)));
        assertThat(read(card, ReadingRight.KEY, both).get(0).get(0))
                .hasSize(2)
                .last()
                .isEqualTo(second);
        assertThat(read(card, ReadingRight.KEY, both).get(0).get(0).get(0)).isNotEqualTo(second);
    }

    @Test
    void cyclicFile_growsAtTheFrontAndIsReadWholeOrByNumber() {
        ExpectedCard card = window.insert("2.00", "DES");
        FileSelection history = whole("DF02/EF07");
        assertThat(read(card, ReadingRight.KEY, history)).containsExactly(List.of());
        window.cards.writeFiles(
                CONTACT,
                card,
                List.of(new FileContent(
                        history,
                        List.of(
                                List.of("1010101", "20200101", "20211231", "第一单位"),
                                List.of("2020202", "20220101", "", "第二单位")))));
        List<String> newest = List.of("2020202", "20220101", "", "第二单位");
        assertThat(read(card, ReadingRight.KEY, history).get(0))
                .hasSize(2)
                .first()
                .isEqualTo(newest);
        FileSelection first = new FileSelection(FileRef.parse("DF02/EF07"), OptionalInt.of(1), List.of());
        assertThat(read(card, ReadingRight.KEY, first)).containsExactly(List.of(newest));
        FileSelection third = new FileSelection(FileRef.parse("DF02/EF07"), OptionalInt.of(3), List.of());
        assertThatThrownBy(() -> read(card, ReadingRight.KEY, third))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.arguments()).contains("6A83"));
    }

    @Test
    void transparentFile_isWrittenAndReadInBlocks() {
        ExpectedCard card = window.insert("2.00", "DES");
        FileSelection photo = whole("SSSE/EF08");
        String image = "FFD8" + "5A".repeat(3_000) + "FFD9";
        window.cards.writeFiles(CONTACT, card, List.of(content(photo, image)));
        String stored = read(card, ReadingRight.KEY, photo).get(0).get(0).get(0);
        assertThat(stored).hasSize(2 * 4096).startsWith(image);
        assertThat(stored.substring(image.length())).matches("0*");
    }

    @Test
    void fileThatOnlyTheCardWrites_isClosed() {
        ExpectedCard card = window.insert("2.00", "DES");
        FileContent record = content(
                whole("DF04/EF08"), "0001", "2", "211002000017", "20261122120000", "00000000", "00000001", "00000000");
        assertRefused(ErrorCode.CARD_FILE_CLOSED, () -> window.cards.writeFiles(CONTACT, card, List.of(record)));
    }

    static Stream<FileSelection> unfitting() {
        return Stream.of(
                whole("SSSE/EF05"),
                elements("SSSE/EF08", 0x01),
                elements("DF02/EF07", 0x01),
                new FileSelection(
                        FileRef.parse("SSSE/EF05"), OptionalInt.of(1), List.of(new FileSelection.Item(0x07, 1))));
    }

    @Test
    void unfittingAddresses_areRefusedBeforeAnyCommand() {
        ExpectedCard card = window.insert("2.00", "DES");
        unfitting()
                .forEach(selection -> assertRefused(
                        ErrorCode.CARD_FILE_ADDRESS_INVALID, () -> read(card, ReadingRight.KEY, selection)));
        assertRefused(ErrorCode.CARD_FILE_UNKNOWN, () -> read(card, ReadingRight.KEY, elements("DF01/EF1F", 0x01)));
        assertRefused(ErrorCode.CARD_FILE_UNKNOWN, () -> read(card, ReadingRight.KEY, elements("DF09/EF05", 0x01)));
        assertRefused(ErrorCode.CARD_ELEMENT_UNKNOWN, () -> read(card, ReadingRight.KEY, elements("SSSE/EF05", 0x77)));
    }

    @Test
    void valuesThatDoNotFit_changeNothing() {
        ExpectedCard card = window.insert("2.00", "DES");
        FileSelection residence = elements("DF01/EF06", 0x23, 0x24);
        window.cards.writeFiles(CONTACT, card, List.of(content(residence, "原地址", "211002")));
        assertRefused(
                ErrorCode.CARD_VALUE_TOO_LONG,
                () -> window.cards.writeFiles(
                        CONTACT,
                        card,
                        List.of(content(residence, "新地址", "211002"), content(residence, "长".repeat(41), ""))));
        assertRefused(
                ErrorCode.CARD_VALUE_ILLEGAL_CHARACTER,
                () -> window.cards.writeFiles(CONTACT, card, List.of(content(residence, "新地址", "21100X"))));
        assertThat(read(card, ReadingRight.KEY, residence)).containsExactly(List.of(List.of("原地址", "211002")));
    }

    @Test
    void swappedCard_isRefused() {
        ExpectedCard card = window.insert("2.00", "DES");
        ExpectedCard otherNumber = new ExpectedCard(card.code(), Optional.of("B00000000"));
        assertRefused(ErrorCode.CARD_DIFFERS, () -> read(otherNumber, ReadingRight.KEY, elements("SSSE/EF05", 0x07)));
        ExpectedCard sameNumber = new ExpectedCard(card.code(), Optional.of("A12345673"));
        assertThat(read(sameNumber, ReadingRight.KEY, elements("SSSE/EF05", 0x07)))
                .hasSize(1);
    }

    @Test
    void keyOfOtherRoots_isRefusedWithTheTriesLeft() {
        window.user.insert(Images.card("2.00", "DES"));
        ExpectedCard card = ExpectedCard.of(window.cardInside());
        window.psam.insert(Images.psam("DES", 1).replace(Images.ROOT, "FFEEDDCCBBAA99887766554433221100"));
        assertThatThrownBy(() -> read(card, ReadingRight.KEY, elements("DF01/EF06", 0x23)))
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CARD_KEY_REFUSED);
                    assertThat(e.arguments().get(0)).isEqualTo("RK1DF01");
                });
    }

    @Test
    void withoutPsam_keyFilesAreRefusedAndPinFilesAreRead() {
        window.user.insert(Images.card("2.00", "DES"));
        ExpectedCard card = ExpectedCard.of(window.cardInside());
        assertRefused(ErrorCode.PSAM_ABSENT, () -> read(card, ReadingRight.KEY, elements("DF01/EF06", 0x23)));
        window.types("123456");
        assertThat(read(card, ReadingRight.PIN, elements("DF01/EF06", 0x23))).hasSize(1);
    }

    @Test
    void debits_areListedNewestFirst() {
        ExpectedCard card = window.insert("2.00", "DES");
        window.types("123456");
        window.cards.debit(CONTACT, card, Window.PURCHASE);
        window.types("123456");
        List<DebitRecord> records = window.cards.debitRecords(CONTACT);
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.totalFen()).isEqualTo(Window.PURCHASE.selfPayFen());
            assertThat(record.accountAndPoolFen()).isEqualTo(Window.PURCHASE.pooledFen());
            assertThat(record.terminal()).isEqualTo(Images.TERMINAL);
            assertThat(record.time()).isEqualTo(Window.PURCHASE.time());
        });
    }
}
