package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Cashiers at once, each doing at random what cashiers and bad lines do: settle, settle again, settle with other content,
 * cancel, reverse, reverse before settling. Whatever the order was, the invariants of settlement §8 hold afterwards.
 */
class InterleavingProperties {

    private static final int CASHIERS = 6;
    private static final int STEPS = 12;
    private static final Set<ErrorCode> REFUSALS = Set.of(
            ErrorCode.QUOTE_STALE,
            ErrorCode.TRANSACTION_TOMBSTONE,
            ErrorCode.TRANSACTION_CONTENT_DIFFERS,
            ErrorCode.TRANSACTION_NOT_FOUND,
            ErrorCode.TRANSACTION_ALREADY_CANCELLED,
            ErrorCode.TRANSACTION_CANNOT_REVIVE,
            ErrorCode.VISIT_ALREADY_SETTLED,
            ErrorCode.LATER_CAP_LIMITED);

    private static Insurer insurer;
    private static int run;

    @BeforeContainer
    static void open() {
        insurer = new Insurer();
    }

    @AfterContainer
    static void close() {
        insurer.close();
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void inWhateverOrder_theInvariantsHold(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int persons)
            throws Exception {
        int number = run++;
        Map<String, Reply> answers = new HashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(CASHIERS);
        try {
            List<Future<?>> cashiers = new ArrayList<>();
            for (int cashier = 0; cashier < CASHIERS; cashier++) {
                Random random = new Random(seed + cashier);
                cashiers.add(threads.submit(() -> work(random, number, persons, answers)));
            }
            for (Future<?> cashier : cashiers) {
                cashier.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        for (Probe probe : BookProbes.ALL) {
            assertThat(insurer.number(probe.sql())).as(probe.name()).isZero();
        }
        // An entry that nets to nothing stands for what was taken back.
        assertThat(insurer.number("""
                        select count(*) from settlement s
                        left join (select settlement_id, sum(amount_fen) as fen from journal_entry join posting using (entry_id)
                                   where account = 'INSTITUTION_PAYABLE' group by 1) p using (settlement_id)
                        where coalesce(-p.fen, 0) <> case when s.state = 'REVERSED' then 0 else s.fund_fen + s.account_fen end
                        """)).isZero();
    }

    private void work(Random random, int number, int persons, Map<String, Reply> answers) {
        for (int step = 0; step < STEPS; step++) {
            // Few ids and few visits, so that cashiers meet.
            String id = "r" + number + "-" + random.nextInt(20);
            try {
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> settle(random, id, number, persons, answers);
                    case 3 -> insurer.takingBack.cancel(Insurer.COMMUNITY, id, "c-" + id);
                    case 4 -> insurer.takingBack.reverse(Insurer.COMMUNITY, id);
                    default -> insurer.takingBack.reverse(Insurer.COMMUNITY, "c-" + id);
                }
            } catch (CodedException e) {
                assertThat(REFUSALS).contains(e.code());
            }
        }
    }

    private void settle(Random random, String id, int number, int persons, Map<String, Reply> answers) {
        Bill stay = insurer.stay(Insurer.COMMUNITY, insurer.person(6 + random.nextInt(persons)), 800_000);
        Bill bill = new Bill(
                stay.institution(),
                stay.person(),
                stay.kind(),
                "V" + number + "-" + random.nextInt(25),
                stay.admittedOn(),
                stay.dischargedOn(),
                stay.lines(),
                false,
                stay.diagnosis());
        Quoting.Offer offer = insurer.quoting.quote(bill);
        Reply reply = insurer.settle(id, offer);
        synchronized (answers) {
            // The same content again answers the same bytes; other content was refused before this line.
            assertThat(answers.merge(id + offer.quote().quoteId(), reply, (first, second) -> first))
                    .isEqualTo(reply);
        }
        if (random.nextBoolean()) {
            assertThat(insurer.settle(id, offer)).isEqualTo(reply);
        }
    }
}
