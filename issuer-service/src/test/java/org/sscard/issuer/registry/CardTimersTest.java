package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Period;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.store.DuePeriods;
import org.sscard.issuer.registry.store.HouseTimeStore;

/** F18: periods end by the time that was seen to pass, whatever the machines' dates say. */
class CardTimersTest {

    private static final Duration STEP = Duration.ofSeconds(9);
    private static final Duration WEEK = Duration.ofDays(7);

    private final AtomicLong nanos = new AtomicLong();
    private Bench bench;
    private CardTimers one;
    private CardTimers two;
    private CardRecord card;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        one = timers("one", Periods.standard());
        two = timers("two", Periods.standard());
        card = new MadeCards(bench).active();
        one.tick();
        one.tick();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private CardTimers timers(String name, Periods periods) {
        return new CardTimers(
                new HouseTimeStore(bench.database),
                new DuePeriods(bench.database, bench.book, periods),
                name,
                nanos::get);
    }

    private void lose() {
        bench.registry.move(card.cardNumber(), CardState.ACTIVE, CardState.TEMP_LOST, Cause.staff("x", "y"));
    }

    private CardState state() {
        return bench.registry.find(card.cardId()).orElseThrow().state();
    }

    private void run(CardTimers timers, Duration time) {
        for (long step = 0; step < time.dividedBy(STEP) + 1; step++) {
            nanos.addAndGet(STEP.toNanos());
            timers.tick();
        }
    }

    private void countedSoFar(Duration time) {
        bench.database
                .jdbi()
                .useHandle(handle ->
                        handle.execute("update house_time set elapsed_millis = elapsed_millis + ?", time.toMillis()));
        one.tick();
    }

    @Test
    void temporaryLoss_endsAfterItsTime_andNotBefore() {
        lose();
        countedSoFar(WEEK.minusMinutes(2));
        run(one, Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(CardState.TEMP_LOST);
        run(one, Duration.ofMinutes(2));
        assertThat(state()).isEqualTo(CardState.ACTIVE);
        assertThat(bench.registry.find(card.cardId()).orElseThrow().blacklisted())
                .isFalse();
    }

    @Test
    void clockThatJumpsAYearAhead_releasesNothing() {
        lose();
        bench.clock.advance(Duration.ofDays(365));
        run(one, Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(CardState.TEMP_LOST);
    }

    @Test
    void serviceThatSleptThroughIt_countsOneStepAtMost() {
        lose();
        nanos.addAndGet(WEEK.multipliedBy(2).toNanos());
        one.tick();
        run(one, Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(CardState.TEMP_LOST);
    }

    @Test
    void twoServices_doNotCountTwice() {
        long before = elapsed();
        for (int i = 0; i < 20; i++) {
            nanos.addAndGet(STEP.toNanos());
            one.tick();
            two.tick();
        }
        assertThat(elapsed() - before).isLessThanOrEqualTo(STEP.multipliedBy(20).toMillis());
    }

    @Test
    void silentCounter_isReplaced_andWhoWasReplacedCountsNoMore() {
        two.tick();
        run(two, Duration.ofSeconds(60));
        long taken = elapsed();
        nanos.addAndGet(STEP.toNanos());
        one.tick();
        assertThat(elapsed()).isEqualTo(taken);
        two.tick();
        assertThat(elapsed()).isEqualTo(taken + STEP.toMillis());
    }

    @Test
    void regionsRule_decidesInWhatALossEnds() {
        Periods stricter = new Periods(Map.of(
                Bench.REGION,
                Map.of(
                        Period.TEMPORARY_LOSS, new Periods.Rule(WEEK, CardState.LOST),
                        Period.COLLECTION, new Periods.Rule(WEEK, CardState.RETURNED))));
        one.close();
        one = timers("one", stricter);
        one.tick();
        lose();
        countedSoFar(WEEK.plusMinutes(1));
        run(one, Duration.ofSeconds(30));
        assertThat(state()).isEqualTo(CardState.LOST);
        assertThat(bench.holders.held(card.cardId()).history())
                .extracting(entry -> entry.reason())
                .contains("PERIOD_ENDED");
    }

    @Test
    void cardThatIsNotCollected_goesBack() {
        CardRecord waiting = new MadeCards(bench, 500).make(CardState.AT_BRANCH);
        countedSoFar(Duration.ofDays(181));
        run(one, Duration.ofSeconds(30));
        assertThat(List.of(bench.registry.find(waiting.cardId()).orElseThrow().state()))
                .containsExactly(CardState.RETURNED);
    }

    private long elapsed() {
        return new HouseTimeStore(bench.database).now().elapsedMillis();
    }
}
