package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.ErrorCode;

/** A PSAM that lies: coded refusals, nothing debited, no PIN asked for a card that it slanders. */
class LyingPsamTest {

    private static final CardPlace PLACE = CardPlace.named("");
    private static final int READ_BINARY = 0xB0;
    private static final int DELIVERY_SESSION_KEY = 0xDE;
    private static final int CIPHER_DATA = 0xFA;
    private static final int INIT_SAM_FOR_PURCHASE = 0x70;
    private static final int CREDIT_SAM_FOR_PURCHASE = 0x72;
    private static final int VERIFY = 0x20;
    private static final int DEBIT = 0x2C;
    private static final StatusWord MORE =
            ResponseApdu.parse(new byte[] {0x61, 0x08}).status();

    @TempDir
    Path directory;

    private Window window;
    private ExpectedCard card;

    @BeforeEach
    void open() {
        window = new Window(BlacklistReplica.open(directory.resolve("blacklist")), new DebitJournal(directory));
        card = window.insert("2.00", "DES");
        window.userCards.breakAt(Integer.MAX_VALUE, false, () -> {});
    }

    @AfterEach
    void close() {
        window.close();
    }

    private void debitIsRefused(ErrorCode code) {
        window.types("123456");
        Window.assertRefused(code, () -> window.cards.debit(PLACE, card, Window.PURCHASE));
    }

    private static UnaryOperator<ResponseApdu> bytes(byte... data) {
        return honest -> ResponseApdu.of(StatusWord.OK, data);
    }

    private static ResponseApdu turned(ResponseApdu honest) {
        byte[] bytes = honest.bytes();
        if (bytes.length > 2) {
            bytes[0] ^= 1;
        }
        return ResponseApdu.parse(bytes);
    }

    @Test
    void terminalNumberThatIsNoNumber_isRefusedBeforeTheCardHearsOfIt() {
        byte letters = (byte) 0xAB;
        window.psamCards.lieTo(READ_BINARY, bytes(letters, letters, letters, letters, letters, letters));
        Window.assertRefused(ErrorCode.PSAM_REFUSED, () -> window.cards.readBasic(PLACE));
        debitIsRefused(ErrorCode.PSAM_REFUSED);
        assertThat(window.userCards.count(DEBIT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7, 200})
    void terminalNumberOfAnotherLength_isRefused(int length) {
        window.psamCards.lieTo(READ_BINARY, bytes(new byte[length]));
        Window.assertRefused(ErrorCode.PSAM_REFUSED, () -> window.cards.readBasic(PLACE));
    }

    @Test
    void cryptogramThatIsNotTheCards_makesTheCardNotAuthenticAndNoPinIsAsked() {
        window.psamCards.lieTo(CIPHER_DATA, LyingPsamTest::turned);
        Window.assertRefused(ErrorCode.CARD_NOT_AUTHENTIC, () -> window.cards.debit(PLACE, card, Window.PURCHASE));
        assertThat(window.userCards.count(VERIFY)).isZero();
        assertThat(window.userCards.count(DEBIT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 9, 255})
    void cryptogramOfAnotherLength_isRefused(int length) {
        window.psamCards.lieTo(CIPHER_DATA, bytes(new byte[length]));
        Window.assertRefused(ErrorCode.PSAM_REFUSED, () -> window.cards.readBasic(PLACE));
    }

    /** The card itself refuses a terminal without the key; its tries at that key are its own affair. */
    @Test
    void mac1ThatIsForged_isRefusedByTheCardAndNothingIsDebited() {
        int sequence = window.nextPurchaseSequence();
        window.psamCards.lieTo(INIT_SAM_FOR_PURCHASE, LyingPsamTest::lastByteTurned);
        debitIsRefused(ErrorCode.CARD_REFUSED);
        assertThat(window.userCards.count(DEBIT)).isOne();
        assertThat(window.nextPurchaseSequence()).isEqualTo(sequence);
    }

    private static ResponseApdu lastByteTurned(ResponseApdu honest) {
        byte[] bytes = honest.bytes();
        bytes[bytes.length - 3] ^= 1;
        return ResponseApdu.parse(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 255})
    void mac1OfAnotherLength_isRefusedBeforeTheDebit(int length) {
        window.psamCards.lieTo(INIT_SAM_FOR_PURCHASE, bytes(new byte[length]));
        debitIsRefused(ErrorCode.PSAM_REFUSED);
        assertThat(window.userCards.count(DEBIT)).isZero();
    }

    /** The debit stands: the same request, with an honest PSAM, answers its proof and debits nothing more. */
    @Test
    void psamThatDeniesTheCardsMac2_isNotBelievedForEver() {
        int sequence = window.nextPurchaseSequence();
        window.psamCards.lieTo(CREDIT_SAM_FOR_PURCHASE, honest -> ResponseApdu.parse(new byte[] {0x63, (byte) 0xC2}));
        debitIsRefused(ErrorCode.CARD_NOT_AUTHENTIC);
        PurchaseProof proof = window.cards.debit(PLACE, card, Window.PURCHASE);
        assertThat(proof.cardSequence()).isEqualTo(sequence);
        assertThat(window.nextPurchaseSequence()).isEqualTo(sequence + 1);
        assertThat(window.userCards.count(DEBIT)).isOne();
    }

    @Test
    void psamThatAnnouncesMoreForEver_isAsGoodAsAbsent() {
        window.psamCards.lieTo(READ_BINARY, honest -> ResponseApdu.of(MORE, new byte[0]));
        window.psamCards.lieTo(0xC0, honest -> ResponseApdu.of(MORE, new byte[] {1}));
        assertThat(window.cards.readBasic(PLACE).authenticated()).isFalse();
        debitIsRefused(ErrorCode.PSAM_ABSENT);
    }

    @Test
    void psamThatSaysEveryKeyIsMissing_isNamedAsLackingIt() {
        window.psamCards.lieTo(DELIVERY_SESSION_KEY, honest -> ResponseApdu.parse(new byte[] {0x6A, (byte) 0x88}));
        debitIsRefused(ErrorCode.PSAM_KEY_ABSENT);
        assertThat(window.userCards.count(VERIFY)).isZero();
    }
}
