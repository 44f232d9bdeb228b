package org.sscard.issuer.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.batch.BatchProgress;
import org.sscard.issuer.batch.store.ProgressStore;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.quality.Inspection.Verdict;
import org.sscard.issuer.quality.store.QualityStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class QualityDeskTest {

    private final Bench bench = Bench.registryOnly();
    private final QualityDesk desk = new QualityDesk(
            QualityRules.standard(), new QualityStore(bench.database, bench.clock, bench.book), bench.registry);
    private final ProgressStore progress = new ProgressStore(bench.database, bench.clock);

    @Test
    void plan_takesFirstLastAndEveryTwentieth() {
        QualityRules.Plan plan = QualityRules.standard().plan();
        List<Integer> places = java.util.stream.IntStream.rangeClosed(1, 50)
                .filter(place -> plan.samples(place, 50, 0))
                .boxed()
                .toList();
        assertThat(places).containsExactly(1, 21, 41, 50);
        assertThat(java.util.stream.IntStream.rangeClosed(1, 50).filter(place -> plan.samples(place, 50, 1)))
                .hasSize(11);
    }

    @Test
    void batch_isReleasedWhenItsSampleIsInspected() {
        UUID batch = MadeCards.batch(bench, 30);
        QualitySample sample = desk.sample(batch);
        assertThat(sample.released()).isFalse();
        assertThat(sample.due()).isEqualTo(3);
        assertThatThrownBy(() -> desk.requireReleased(sample.cards().get(0).card()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUALITY_INSPECTION_DUE));
        sample.cards()
                .forEach(card -> desk.inspect(batch, card.card().cardNumber(), Verdict.PASSED, List.of(), "", "li"));
        assertThat(desk.sample(batch).released()).isTrue();
        desk.requireReleased(sample.cards().get(0).card());
    }

    @Test
    void rejectedCard_isSpoiledWithItsReasons_andTheSampleGrows() {
        UUID batch = MadeCards.batch(bench, 30);
        CardRecord first = desk.sample(batch).cards().get(0).card();
        QualitySample after =
                desk.inspect(batch, first.cardNumber(), Verdict.REJECTED, List.of("PHOTO", "BODY"), "照片偏暗", "li");
        assertThat(after.tightened()).isTrue();
        assertThat(after.due()).isEqualTo(6);
        CardRecord spoiled = bench.registry.find(first.cardId()).orElseThrow();
        assertThat(spoiled.state()).isEqualTo(CardState.SPOILED);
        assertThat(spoiled.reason()).isEqualTo("PHOTO,BODY");
        assertThat(desk.inspect(batch, first.cardNumber(), Verdict.REJECTED, List.of("PHOTO"), "", "li"))
                .isEqualTo(after);
        assertThatThrownBy(() -> desk.inspect(batch, first.cardNumber(), Verdict.PASSED, List.of(), "", "li"))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_MOVE_ILLEGAL));
    }

    @Test
    void verdictWithoutFittingReasons_isRefused() {
        UUID batch = MadeCards.batch(bench, 1);
        String number = desk.sample(batch).cards().get(0).card().cardNumber();
        for (Runnable wrong : List.<Runnable>of(
                () -> desk.inspect(batch, number, Verdict.REJECTED, List.of(), "", "li"),
                () -> desk.inspect(batch, number, Verdict.PASSED, List.of("PHOTO"), "", "li"),
                () -> desk.inspect(batch, number, Verdict.REJECTED, List.of("TASTE"), "", "li"))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOfSatisfying(
                            CodedException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.QUALITY_REASON_INVALID));
        }
    }

    @Test
    void progress_countsRateAndForecast() {
        UUID batch = MadeCards.batch(bench, 4);
        BatchProgress now = progress.find(batch).orElseThrow();
        assertThat(now.total()).isEqualTo(4);
        assertThat(now.made()).isEqualTo(4);
        assertThat(now.left()).isZero();
        assertThat(now.finishedAt()).isPresent();
        assertThat(now.forecast()).isEmpty();
        assertThat(progress.newest(5)).hasSize(1);
    }
}
