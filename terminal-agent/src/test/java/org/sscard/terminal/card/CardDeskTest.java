package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sscard.terminal.card.Window.assertRefused;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.crypto.MedicalCrypto;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class CardDeskTest {

    private static final int VERIFY = 0x20;
    private static final int DEBIT = 0x2C;
    private static final Purchase OTHER_PURCHASE = new Purchase(0, 5_000, 2_500, "20261122120100");

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

    @ParameterizedTest
    @CsvSource({
        "1.00,DES,1",
        "2.00,DES,1",
        "2.00,DES,2",
        "2.00,DES,3",
        "3.00,DES,1",
        "2.00,SM4,3",
        "3.00,SM4,1",
        "3.00,SM4,2"
    })
    void basicRead_ofEveryGenerationAlgorithmAndPsamLevel(String version, String algorithm, int level) {
        window.user.insert(Images.card(version, algorithm));
        window.psam.insert(Images.psam(algorithm, level));
        BasicData data = window.cards.readBasic(CardPlace.named(""));
        assertThat(data.identity().region()).isEqualTo(Images.REGION);
        assertThat(data.socialSecurityNumber()).isEqualTo("211002199003078817");
        assertThat(data.cardNumber()).isEqualTo("A12345673");
        assertThat(data.name()).isEqualTo("测试甲");
        assertThat(data.specificationVersion()).isEqualTo(version);
        assertThat(data.issueDate()).isEqualTo("20260101");
        assertThat(data.expiryDate()).isEqualTo("20360101");
        assertThat(data.terminal()).isEqualTo(Images.TERMINAL);
        assertThat(data.authenticated()).isTrue();
        assertThat(HexFormat.of().withUpperCase().formatHex(data.identity().historicalBytes()))
                .isEqualTo(Images.HISTORICAL);
        assertThat(data.toString()).doesNotContain("2110").doesNotContain("测试");
    }

    @ParameterizedTest
    @CsvSource({"1.00,DES", "2.00,SM4"})
    void olderCardWithoutPsam_isReadUnauthenticated(String version, String algorithm) {
        window.user.insert(Images.card(version, algorithm));
        BasicData data = window.cards.readBasic(CardPlace.named(""));
        assertThat(data.authenticated()).isFalse();
        assertThat(data.terminal()).isEqualTo("000000000000");
        assertThat(data.name()).isEqualTo("测试甲");
    }

    @Test
    void newestCardWithoutPsam_isRefused() {
        window.user.insert(Images.card("3.00", "SM4"));
        assertRefused(ErrorCode.PSAM_ABSENT, () -> window.cards.readBasic(CardPlace.named("")));
    }

    @Test
    void cardThatWantsRksssWithoutSayingThatItIsNew_isRead() {
        window.user.insert(Images.cardWithoutVersionElement("3.00", "SM4"));
        assertRefused(ErrorCode.PSAM_ABSENT, () -> window.cards.readBasic(CardPlace.named("")));
        window.psam.insert(Images.psam("SM4", 1));
        assertThat(window.cards.readBasic(CardPlace.named("")).socialSecurityNumber())
                .isEqualTo("211002199003078817");
    }

    @Test
    void cardOfOtherKeys_isNotAuthentic() {
        window.user.insert(Images.card("2.00", "DES").replace(Images.ROOT, "FFEEDDCCBBAA99887766554433221100"));
        window.psam.insert(Images.psam("DES", 1));
        assertRefused(ErrorCode.CARD_NOT_AUTHENTIC, () -> window.cards.readBasic(CardPlace.named("")));
    }

    @Test
    void emptyReader_isToldAsCardAbsent() {
        assertRefused(ErrorCode.CARD_ABSENT, () -> window.cards.readBasic(CardPlace.named("")));
    }

    @Test
    void psamAsUserCard_isNoSocialSecurityCard() {
        window.user.insert(Images.psam("DES", 1));
        assertRefused(ErrorCode.CARD_NOT_SOCIAL_SECURITY, () -> window.cards.readBasic(CardPlace.named("")));
    }

    @Test
    void psamReader_isNotForCardCalls() {
        window.insert("2.00", "DES");
        assertRefused(ErrorCode.READER_ROLE_WRONG, () -> window.cards.readBasic(CardPlace.named("psam")));
        assertRefused(ErrorCode.READER_NOT_FOUND, () -> window.cards.readBasic(CardPlace.named("elsewhere")));
    }

    @Test
    void rightPin_isAccepted() {
        window.insert("2.00", "DES");
        window.types("123456");
        window.cards.verifyPin(CardPlace.named(""));
        assertThat(window.triesLeft()).isEqualTo(6);
    }

    @Test
    void wrongPin_leavesFiveTries() {
        window.insert("2.00", "DES");
        window.types("654321");
        assertThatThrownBy(() -> window.cards.verifyPin(CardPlace.named("")))
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PIN_WRONG);
                    assertThat(e.arguments()).containsExactly("5");
                });
        assertThat(window.triesLeft()).isEqualTo(5);
    }

    @Test
    void cancelledPin_reachesNoCard() {
        window.insert("2.00", "DES");
        window.cancels();
        assertRefused(ErrorCode.PIN_CANCELLED, () -> window.cards.verifyPin(CardPlace.named("")));
        assertThat(window.triesLeft()).isEqualTo(6);
    }

    @Test
    void shortPin_reachesNoCard() {
        window.insert("2.00", "DES");
        window.types("123");
        assertRefused(ErrorCode.PIN_LENGTH, () -> window.cards.verifyPin(CardPlace.named("")));
        window.types("12345678901234567");
        assertRefused(ErrorCode.PIN_LENGTH, () -> window.cards.verifyPin(CardPlace.named("")));
        assertThat(window.triesLeft()).isEqualTo(6);
    }

    @Test
    void blockedPin_isToldWithoutAsking() {
        window.user.insert(Images.card("2.00", "DES").replace("\"pin\":", "\"counters\": {\"PIN\": 0}, \"pin\":"));
        assertRefused(ErrorCode.PIN_BLOCKED, () -> window.cards.verifyPin(CardPlace.named("")));
        assertThat(window.pad.state().request()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2.00,DES,3", "2.00,DES,2", "2.00,DES,1", "3.00,SM4,1", "3.00,SM4,3", "1.00,DES,1"})
    void debitProof_isWhatTheCardsOwnKeysGive(String version, String algorithm, int level) {
        window.user.insert(Images.card(version, algorithm));
        window.psam.insert(Images.psam(algorithm, level));
        CardIdentificationCode card = window.cardInside();
        window.types("123456");
        PurchaseProof proof = window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE);
        assertThat(proof.cardSequence()).isEqualTo(7);
        assertThat(proof.terminal()).isEqualTo(Images.TERMINAL);
        assertThat(proof.terminalSequence()).isEqualTo(1000);
        assertThat(proof.tacBytes()).isEqualTo(tac(algorithm, proof));
        assertThat(window.nextPurchaseSequence()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"2.00,DES", "3.00,SM4", "1.00,DES"})
    void anInsurersChallenge_isAnsweredWithTheCardsOwnKey_afterThePin_withoutAPsam(String version, String algorithm) {
        window.insert(version, algorithm);
        CardIdentificationCode inside = window.cardInside();
        window.psam.remove();
        byte[] challenge = HexFormat.of().parseHex("000102030405060708090A0B0C0D0E0F");
        CardCrypto crypto = CardCrypto.of(CardAlgorithm.valueOf(algorithm));
        byte[] irk = KeyFactors.of(Images.REGION, HexFormat.of().parseHex(Images.HISTORICAL))
                .cardKey(crypto, HexFormat.of().parseHex(Images.ROOT));
        byte[] expected = crypto.cryptogram(
                crypto.sessionKey(irk, Arrays.copyOf(challenge, 8)), Arrays.copyOfRange(challenge, 8, 16));

        window.types("123456");
        CardAuthentication answered =
                window.cards.authenticate(CardPlace.named(""), ExpectedCard.of(inside), challenge);

        assertThat(answered.responseBytes()).isEqualTo(expected);
        assertThat(answered.challengeBytes()).isEqualTo(challenge);
        window.types("654321");
        assertRefused(
                ErrorCode.PIN_WRONG,
                () -> window.cards.authenticate(CardPlace.named(""), ExpectedCard.of(inside), challenge));
        byte[] other = inside.bytes();
        other[11] ^= 1;
        assertRefused(
                ErrorCode.CARD_DIFFERS,
                () -> window.cards.authenticate(
                        CardPlace.named(""), ExpectedCard.of(CardIdentificationCode.ofBytes(other)), challenge));
    }

    /** The TAC from the published root, by the virtual card's own cryptography, which the specification's vectors check. */
    private static byte[] tac(String algorithm, PurchaseProof proof) {
        CardCrypto crypto = CardCrypto.of(CardAlgorithm.valueOf(algorithm));
        byte[] dtk = KeyFactors.of(Images.REGION, HexFormat.of().parseHex(Images.HISTORICAL))
                .cardKey(crypto, HexFormat.of().parseHex(Images.ROOT));
        Purchase purchase = proof.purchase();
        byte[] message = ByteBuffer.allocate(30)
                .putInt((int) purchase.accountFen())
                .putInt((int) purchase.selfPayFen())
                .putInt((int) purchase.pooledFen())
                .put((byte) 0x32)
                .put(HexFormat.of().parseHex(proof.terminal()))
                .putInt(proof.terminalSequence())
                .put(HexFormat.of().parseHex(purchase.time()))
                .array();
        return MedicalCrypto.tac(crypto, dtk, message);
    }

    @Test
    void debitOfAnotherCard_isRefusedBeforeThePin() {
        window.insert("2.00", "DES");
        CardIdentificationCode other = CardIdentificationCode.ofBytes(new byte[16]);
        assertRefused(
                ErrorCode.CARD_DIFFERS,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(other), Window.PURCHASE));
        assertThat(window.userCards.count(VERIFY)).isZero();
    }

    @Test
    void debitOfABlacklistedCard_isRefusedBeforeThePin() {
        window.insert("2.00", "DES");
        CardIdentificationCode card = window.cardInside();
        assertThat(window.blacklist.apply(1, card, true)).isTrue();
        assertRefused(
                ErrorCode.CARD_BLACKLISTED,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE));
        assertThat(window.userCards.count(VERIFY)).isZero();
    }

    @Test
    void debitOfAnExpiredCard_isRefusedBeforeThePin() {
        window.user.insert(Images.card("2.00", "DES", "20261121"));
        window.psam.insert(Images.psam("DES", 1));
        CardIdentificationCode card = window.cardInside();
        assertRefused(
                ErrorCode.CARD_EXPIRED,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE));
        assertThat(window.userCards.count(VERIFY)).isZero();
    }

    @Test
    void debitOnTheLastDay_isDone() {
        window.user.insert(Images.card("2.00", "DES", "20261122"));
        window.psam.insert(Images.psam("DES", 1));
        CardIdentificationCode card = window.cardInside();
        window.types("123456");
        assertThat(window.cards
                        .debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE)
                        .tac())
                .hasSize(8);
    }

    @Test
    void debitWithoutPsam_isRefusedBeforeThePin() {
        window.user.insert(Images.card("2.00", "DES"));
        CardIdentificationCode card = window.cardInside();
        assertRefused(
                ErrorCode.PSAM_ABSENT,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE));
    }

    @Test
    void balanceShort_isToldAndNothingIsDebited() {
        window.insert("2.00", "DES");
        CardIdentificationCode card = window.cardInside();
        window.types("123456");
        Purchase tooMuch = new Purchase(100_001, 100_001, 0, "20261122120000");
        assertRefused(
                ErrorCode.CARD_BALANCE_SHORT,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), tooMuch));
        assertThat(window.nextPurchaseSequence()).isEqualTo(7);
    }

    @Test
    void wrongPinAtADebit_debitsNothing() {
        window.insert("2.00", "DES");
        CardIdentificationCode card = window.cardInside();
        window.types("000000");
        assertRefused(
                ErrorCode.PIN_WRONG,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE));
        assertThat(window.userCards.count(DEBIT)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2.00,DES", "3.00,SM4"})
    void contactLostAtEveryCommandOfADebit_neverDebitsTwice(String version, String algorithm) {
        window.insert(version, algorithm);
        CardIdentificationCode card = window.cardInside();
        window.userCards.breakAt(Integer.MAX_VALUE, false, () -> {});
        window.types("123456");
        window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE);
        int commands = window.userCards.commands().size();
        int debit = commands;
        assertThat(window.userCards.commands().get(debit - 1).ins()).isEqualTo(DEBIT);

        for (int at = 1; at <= commands; at++) {
            for (boolean afterTheCard : new boolean[] {false, true}) {
                lostAt(at, debit, afterTheCard, card);
            }
        }
    }

    private void lostAt(int at, int debit, boolean afterTheCard, CardIdentificationCode card) {
        String where = "command " + at + (afterTheCard ? " after" : " before") + " the card";
        int sequence = window.nextPurchaseSequence();
        Purchase purchase = purchaseAt(at, afterTheCard);
        window.userCards.breakAt(at, afterTheCard, () -> {});
        window.types("123456");
        if (at < debit) {
            assertRefused(
                    ErrorCode.CARD_REMOVED,
                    () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), purchase));
            assertThat(window.userCards.count(DEBIT)).as(where).isZero();
        } else if (!afterTheCard) {
            assertRefused(
                    ErrorCode.CARD_DEBIT_NOT_DONE,
                    () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), purchase));
            assertThat(window.userCards.count(DEBIT)).as(where).isOne();
        } else {
            PurchaseProof proof = window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), purchase);
            assertThat(proof.cardSequence()).as(where).isEqualTo(sequence);
            assertThat(window.userCards.count(DEBIT)).as(where).isOne();
        }
        boolean debited = at == debit && afterTheCard;
        assertThat(window.nextPurchaseSequence()).as(where).isEqualTo(debited ? sequence + 1 : sequence);

        askAgain(where, card, purchase, sequence, debited ? 0 : 1);
    }

    /** The same request again, by a caller that heard nothing: one debit in all. */
    private void askAgain(String where, CardIdentificationCode card, Purchase purchase, int sequence, int debits) {
        window.userCards.breakAt(Integer.MAX_VALUE, false, () -> {});
        window.types("123456");
        PurchaseProof first = window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), purchase);
        PurchaseProof second = window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), purchase);
        assertThat(window.userCards.count(DEBIT)).as(where).isEqualTo(debits);
        assertThat(first.cardSequence()).as(where).isEqualTo(sequence);
        assertThat(second).as(where).usingRecursiveComparison().isEqualTo(first);
        assertThat(second.tacBytes())
                .as(where)
                .isEqualTo(tac(second.identity().algorithm().name(), second));
        assertThat(window.nextPurchaseSequence()).as(where).isEqualTo(sequence + 1);
    }

    private static Purchase purchaseAt(int command, boolean afterTheCard) {
        return new Purchase(0, 100 + command, 50, "202611221200" + (afterTheCard ? "01" : "02"));
    }

    @Test
    void cardThatStaysAwayAfterDebit_leavesTheDebitUnknown() {
        window.insert("2.00", "DES");
        CardIdentificationCode card = window.cardInside();
        window.userCards.breakAt(Integer.MAX_VALUE, false, () -> {});
        window.types("123456");
        window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE);
        int debit = window.userCards.commands().size();
        String[] image = new String[1];
        window.userCards.breakAt(debit, true, () -> image[0] = window.user.remove());
        window.types("123456");
        assertRefused(
                ErrorCode.CARD_DEBIT_UNKNOWN,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), OTHER_PURCHASE));
        assertThat(window.userCards.count(DEBIT)).isOne();
        window.user.insert(image[0]);
        assertThat(window.nextPurchaseSequence()).isEqualTo(9);
        PurchaseProof proof = window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), OTHER_PURCHASE);
        assertThat(proof.cardSequence()).isEqualTo(8);
        assertThat(proof.tacBytes()).isEqualTo(tac("DES", proof));
        assertThat(window.userCards.count(DEBIT)).isOne();
    }

    @Test
    void anotherCardPutInAfterDebit_leavesTheDebitUnknown() {
        window.insert("2.00", "DES");
        CardIdentificationCode card = window.cardInside();
        window.userCards.breakAt(Integer.MAX_VALUE, false, () -> {});
        window.types("123456");
        window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), Window.PURCHASE);
        int debit = window.userCards.commands().size();
        window.userCards.breakAt(debit, true, () -> {
            window.user.remove();
            window.user.insert(Images.card("2.00", "DES").replace("A1B2C3", "A1B2C4"));
        });
        window.types("123456");
        assertRefused(
                ErrorCode.CARD_DEBIT_UNKNOWN,
                () -> window.cards.debit(CardPlace.named(""), ExpectedCard.of(card), OTHER_PURCHASE));
        assertThat(window.userCards.count(DEBIT)).isOne();
    }
}
