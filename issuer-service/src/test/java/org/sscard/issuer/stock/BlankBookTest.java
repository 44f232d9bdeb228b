package org.sscard.issuer.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class BlankBookTest {

    private Bench bench;
    private BlankBook blanks;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        blanks = bench.blanks;
    }

    private static List<byte[]> chips(int first, int count) {
        List<byte[]> chips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chips.add(ByteBuffer.allocate(13).putInt(9, first + i).array());
        }
        return chips;
    }

    private LocalDate today() {
        return LocalDate.now(bench.clock);
    }

    @Test
    void everyMovement_isInTheDaysEquation() {
        blanks.receive("L1", "vendor", "OS 1", chips(1, 10), "li");
        blanks.take(chips(1, 1).get(0), BlankState.SAMPLE, "li", "通用测试");
        blanks.take(chips(2, 1).get(0), BlankState.RETURNED, "li", "划伤");
        MadeCards made = new MadeCards(bench);
        made.make(CardState.QC_PASSED);
        made.spoil(made.reviewed());
        StockDay day = blanks.openDay();
        assertThat(day).isEqualTo(new StockDay(today(), 0, 12, 1, 1, 1, 1, 0, 8));
        assertThat(blanks.close(today(), 8, false, "li", "")).isEqualTo(day);
        assertThat(blanks.openDay().opening()).isEqualTo(8);
        assertThat(blanks.openDay().day()).isEqualTo(today().plusDays(1));
    }

    /** F14. */
    @Test
    void dayThatIsOffByOne_closesOnlyWithARecordedVariance() {
        blanks.receive("L1", "vendor", "OS 1", chips(1, 10), "li");
        refused(() -> blanks.close(today(), 9, false, "li", ""), ErrorCode.STOCK_DAY_VARIANCE);
        StockDay closed = blanks.close(today(), 9, true, "li", "一张下落不明");
        assertThat(closed.variance()).isEqualTo(-1);
        refused(() -> blanks.close(today(), 9, false, "li", ""), ErrorCode.STOCK_DAY_CLOSED);
        bench.clock.advance(Duration.ofDays(1));
        assertThat(blanks.close(today(), 9, false, "li", "").opening()).isEqualTo(9);
    }

    /** F5. */
    @Test
    void oneBlank_isTakenInOnceAndServesOneRecord() {
        blanks.receive("L1", "vendor", "OS 1", chips(1, 3), "li");
        refused(() -> blanks.receive("L2", "vendor", "OS 1", chips(3, 2), "li"), ErrorCode.STOCK_BLANK_USED);
        assertThat(blanks.openDay().received()).isEqualTo(3);
        MadeCards made = new MadeCards(bench);
        CardRecord card = made.make(CardState.QC_PASSED);
        byte[] chip = card.chip().orElseThrow().blankSerial().bytes();
        refused(
                () -> bench.database.jdbi().useTransaction(handle -> blanks.bind(handle, chip, card.cardId() + 1)),
                ErrorCode.STOCK_BLANK_USED);
        refused(() -> blanks.take(chip, BlankState.SAMPLE, "li", "x"), ErrorCode.STOCK_MOVEMENT_ILLEGAL);
    }

    @Test
    void goodCardThatIsSpoiledAfterwards_isBookedOver() {
        CardRecord card = new MadeCards(bench).make(CardState.QC_PASSED);
        bench.registry.move(card.cardNumber(), CardState.QC_PASSED, CardState.SPOILED, Cause.staff("li", "印刷偏移"));
        StockDay day = blanks.openDay();
        assertThat(day.good()).isZero();
        assertThat(day.spoiled()).isEqualTo(1);
        assertThat(day.expected()).isZero();
    }

    @Test
    void waste_isDestroyedWhenTheCountAgrees() {
        MadeCards made = new MadeCards(bench);
        made.spoil(made.reviewed());
        made.spoil(made.reviewed());
        refused(() -> blanks.destroyWaste(1, "li", "粉碎"), ErrorCode.STOCK_COUNT_DIFFERS);
        assertThat(blanks.waste()).isEqualTo(2);
        blanks.destroyWaste(2, "li", "粉碎");
        assertThat(blanks.waste()).isZero();
    }

    @Test
    void bureauThatWantsListedBlanks_makesNoCardOfAnother() {
        BlankBook strict = new BlankBook(bench.database, bench.clock, true);
        CardRecord card = new MadeCards(bench).reviewed();
        refused(
                () -> bench.database
                        .jdbi()
                        .useTransaction(
                                handle -> strict.bind(handle, chips(9, 1).get(0), card.cardId())),
                ErrorCode.STOCK_BLANK_MISSING);
    }

    private static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
