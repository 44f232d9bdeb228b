package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sscard.insurance.enrolment.SandboxData.SandboxPerson;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Many at once: one effect each, the cap exactly, and a ledger that refuses what must not be. */
@Timeout(120)
class ConcurrencyTest {

    private static Insurer insurer;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    @Test
    void fiftyClientsOnOnePerson_reachTheCapExactly() throws Exception {
        SandboxPerson person = insurer.person(7);
        List<Callable<Long>> clients = IntStream.range(0, 50)
                .<Callable<Long>>mapToObj(client -> () -> settleUntilFresh("cap-" + client, person))
                .toList();

        long paid = 0;
        for (long fund : together(clients)) {
            paid += fund;
        }

        assertThat(paid).isEqualTo(3_000_000);
        assertThat(insurer.number("select used_fen from accumulator join person using (person_id) where psn_no = '"
                        + person.psnNo() + "'"))
                .isEqualTo(3_000_000);
        assertThat(insurer.number("select sum(amount_fen) from posting join journal_entry using (entry_id) "
                        + "join settlement using (settlement_id) join person using (person_id) "
                        + "where account = 'FUND_EXPENSE' and psn_no = '" + person.psnNo() + "'"))
                .isEqualTo(paid);
        assertThat(insurer.number("select sum(amount_fen) from posting")).isZero();
    }

    /** A stale quote is quoted again, as a cashier does. */
    private static long settleUntilFresh(String transactionId, SandboxPerson person) {
        Bill bill = insurer.stay(Insurer.COMMUNITY, person, 170_000);
        while (true) {
            Quoting.Offer offer = insurer.quoting.quote(bill);
            try {
                insurer.settle(transactionId, offer);
                return offer.split().fundFen();
            } catch (CodedException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.QUOTE_STALE);
            }
        }
    }

    @Test
    void oneIdAHundredTimesAtOnce_hasOneEffectAndOneAnswer() throws Exception {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL2, insurer.person(1), 500_000));
        List<Callable<Reply>> clients = IntStream.range(0, 100)
                .<Callable<Reply>>mapToObj(client -> () -> insurer.settle("hundred", offer))
                .toList();

        Set<Reply> replies = Set.copyOf(together(clients));

        assertThat(replies).hasSize(1);
        assertThat(insurer.number("select count(*) from settlement where transaction_id = 'hundred'"))
                .isEqualTo(1);
        assertThat(insurer.number("select count(*) from journal_entry j join settlement s using (settlement_id) "
                        + "where s.transaction_id = 'hundred'"))
                .isEqualTo(1);
    }

    @Test
    void settleAndReverseOfOneIdAtOnce_endInOneTruth() throws Exception {
        for (int round = 0; round < 20; round++) {
            String id = "race-" + round;
            Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL2, insurer.person(2), 500_000));
            List<Callable<String>> both = List.of(
                    () -> outcome(() -> insurer.settle(id, offer)),
                    () -> outcome(() -> insurer.takingBack.reverse(Insurer.LEVEL2, id)));

            together(both);

            Settlement left =
                    insurer.inquiry.query(Insurer.LEVEL2, id).orElseThrow().settlement();
            assertThat(left == null || left.state() == Settlement.State.REVERSED)
                    .isTrue();
        }
        assertThat(insurer.number("select coalesce(sum(used_fen), 0) from accumulator join person using (person_id) "
                        + "where psn_no = '" + insurer.person(2).psnNo() + "'"))
                .isZero();
    }

    private static String outcome(Runnable work) {
        try {
            work.run();
            return "done";
        } catch (CodedException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_TOMBSTONE);
            return e.code().name();
        }
    }

    @Test
    void theLedger_refusesChangeDeletionAndAnythingButZero() {
        insurer.quoteAndSettle("ledger", insurer.stay(Insurer.LEVEL2, insurer.person(3), 100_000));

        for (String statement : List.of(
                "update posting set amount_fen = amount_fen + 1",
                "delete from posting",
                "truncate posting, journal_entry",
                "update journal_entry set day = day + 1",
                "delete from journal_entry",
                "update settlement set fund_fen = fund_fen + 1, person_fen = person_fen - 1",
                "delete from settlement",
                "delete from transaction_record",
                "update transaction_record set reply = ''",
                "update accumulator set used_fen = cap_fen + 1",
                "update accumulator set used_fen = -1",
                "update personal_account set balance_fen = -1",
                "insert into posting select entry_id, 9, 'FUND_EXPENSE', 'x', 1 from journal_entry limit 1")) {
            assertThatThrownBy(() -> insurer.jdbi.useHandle(handle -> handle.execute(statement)))
                    .as(statement)
                    .isInstanceOf(JdbiException.class);
        }
    }

    /** All start together; every result, or the first failure. */
    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> futures = work.stream()
                    .map(one -> threads.submit(() -> {
                        start.await();
                        return one.call();
                    }))
                    .collect(Collectors.toList());
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
