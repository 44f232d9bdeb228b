package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.feed.CardStatus;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.perso.Lease;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Many hands on one registry: the database decides, exactly one wins. */
class RegistryRacesTest {

    private static final int HANDS = 8;

    private Bench bench;
    private JobStore jobs;
    private ExecutorService hands;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        jobs = bench.jobs("worker");
        hands = Executors.newFixedThreadPool(HANDS);
    }

    @AfterEach
    void close() {
        hands.shutdownNow();
    }

    @Test
    void workersThatTakeCardsAtOnce_neverHoldTheSame() throws Exception {
        UUID batch = bench.batch(20).batchId();
        List<Optional<Lease>> leases = atOnce(30, i -> () -> jobs.leaseNext(batch));
        List<Long> taken =
                leases.stream().flatMap(Optional::stream).map(Lease::cardId).toList();
        assertThat(taken).doesNotHaveDuplicates();
        while (jobs.leaseNext(batch).isPresent()) {
            // What a lost race left over is taken now.
        }
        assertThat(jobs.leaseNext(batch)).isEmpty();
    }

    /** F17: 解挂 and 补卡 at once. */
    @Test
    void findingAndReplacingALostCardAtOnce_exactlyOneSucceeds() throws Exception {
        for (CardRecord card : issued(10)) {
            move(card, CardState.LOST);
            List<Optional<CardState>> ends = atOnce(
                    2, i -> () -> attempt(card, CardState.LOST, i == 0 ? CardState.ACTIVE : CardState.REPLACING));
            assertThat(ends.stream().flatMap(Optional::stream)).hasSize(1);
            assertThat(bench.registry.find(card.cardId()).orElseThrow().state())
                    .isIn(CardState.ACTIVE, CardState.CANCELLED);
        }
    }

    @Test
    void feed_hasNoGapAndNoDisorderUnderManyHands() throws Exception {
        List<CardRecord> cards = issued(24);
        long before = bench.feed.lastVersion();
        atOnce(cards.size(), i -> () -> attempt(cards.get(i), CardState.ISSUED, CardState.ACTIVE));
        List<CardStatus> feed = bench.feed.after(0, 10_000);
        assertThat(feed)
                .extracting(CardStatus::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, before + 24).boxed().toList());
        assertThat(feed.subList((int) before, feed.size()))
                .allMatch(status -> status.state().equals("ACTIVE"));
    }

    @Test
    void blacklist_isEnteredOnLossAndLeftOnActivationOnly() {
        CardRecord card = issued(1).get(0);
        assertThat(move(card, CardState.ACTIVE).blacklisted()).isFalse();
        assertThat(move(card, CardState.TEMP_LOST).blacklisted()).isTrue();
        assertThat(move(card, CardState.ACTIVE).blacklisted()).isFalse();
        assertThat(move(card, CardState.LOST).blacklisted()).isTrue();
        CardRecord replaced = move(card, CardState.REPLACING);
        assertThat(replaced.state()).isEqualTo(CardState.CANCELLED);
        assertThat(replaced.blacklisted()).isTrue();
    }

    @Test
    void secondLiveCardOfAPerson_isRefusedByTheDatabaseItself() {
        bench.batch(1);
        assertThatThrownBy(() -> bench.database.jdbi().useHandle(handle -> handle.execute("""
                        insert into card (card_number, application_id, person_id, kind, region, state, created_at)
                        select 'Z00000000', application_id, person_id, kind, region, 'APPLIED', created_at from card""")))
                .isInstanceOf(UnableToExecuteStatementException.class)
                .hasMessageContaining("one_live_card");
    }

    @Test
    void history_cannotBeEdited() {
        bench.batch(1);
        for (String change : List.of("delete from card_history", "update card_history set who = 'nobody'")) {
            assertThatThrownBy(() -> bench.database.jdbi().useHandle(handle -> handle.execute(change)))
                    .hasMessageContaining("append only");
        }
    }

    @Test
    void abandonedCard_becomesUnknownOnlyAfterItsLease() {
        Lease lease = jobs.leaseNext(bench.batch(1).batchId()).orElseThrow();
        jobs.begin(lease, MadeCards.chip(1));
        assertThat(jobs.abandonTorn()).isEmpty();
        bench.clock.advance(Duration.ofSeconds(16));
        assertThat(jobs.abandonTorn()).containsExactly(lease.cardId());
        assertThatThrownBy(() -> {
                    jobs.lease(lease.cardId());
                    jobs.finish(lease, new Verdict(Verdict.Ending.QC_PASSED, "", 1));
                })
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_LEASE_LOST));
    }

    private List<CardRecord> issued(int count) {
        UUID batch = bench.batch(count).batchId();
        List<CardRecord> cards = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Lease lease = jobs.leaseNext(batch).orElseThrow();
            jobs.begin(lease, MadeCards.chip(i));
            jobs.finish(lease, new Verdict(Verdict.Ending.QC_PASSED, "", 1));
            CardRecord card = bench.card(lease);
            for (CardState state : List.of(CardState.IN_TRANSIT, CardState.AT_BRANCH, CardState.ISSUED)) {
                move(card, state);
            }
            cards.add(card);
        }
        return cards;
    }

    private CardRecord move(CardRecord card, CardState to) {
        CardState from = bench.registry.find(card.cardId()).orElseThrow().state();
        return bench.registry.move(card.cardNumber(), from, to, Cause.staff("tester", "test"));
    }

    private Optional<CardState> attempt(CardRecord card, CardState from, CardState to) {
        try {
            return Optional.of(bench.registry
                    .move(card.cardNumber(), from, to, Cause.staff("tester", "test"))
                    .state());
        } catch (CodedException refused) {
            return Optional.empty();
        }
    }

    private <T> List<T> atOnce(int count, IntFunction<Callable<T>> task) throws Exception {
        List<T> answers = new ArrayList<>();
        for (Future<T> answer :
                hands.invokeAll(IntStream.range(0, count).mapToObj(task).toList())) {
            answers.add(answer.get());
        }
        return answers;
    }
}
