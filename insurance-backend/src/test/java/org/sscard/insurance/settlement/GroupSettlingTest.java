package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sscard.insurance.enrolment.Registration;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Independent settlements share a commit, and nothing else. */
@Timeout(120)
class GroupSettlingTest {

    private static final int PERSONS = 48;

    private static Insurer insurer;
    private static final List<String> NUMBERS = new ArrayList<>();

    @BeforeAll
    static void open() {
        insurer = new Insurer();
        for (int i = 0; i < PERSONS; i++) {
            NUMBERS.add(String.format(java.util.Locale.ROOT, "2110021980010%05d", i));
        }
        insurer.enrolment.register(NUMBERS.stream()
                .map(number -> new Registration(
                        number,
                        "某某",
                        "211002",
                        Scheme.RESIDENT,
                        InsuredClass.ELDERLY,
                        false,
                        Insurer.TODAY.minusYears(1),
                        null))
                .toList());
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    @AfterEach
    void theBooksHold() {
        for (Probe probe : BookProbes.ALL) {
            assertThat(insurer.number(probe.sql())).as(probe.name()).isZero();
        }
    }

    private static Quoting.Offer quote(int person, String visit) {
        return insurer.quoting.quote(new Bill(
                Insurer.LEVEL2,
                NUMBERS.get(person),
                TreatmentKind.INPATIENT,
                visit,
                Insurer.TODAY.minusDays(9),
                Insurer.TODAY.minusDays(1),
                List.of(
                        new BillLine("1", "XSANDBOX000000000001", 12_345_600, 10_000),
                        new BillLine("2", "XSANDBOX000000000001", 7_000_000, 20_000)),
                false,
                "J18"));
    }

    @Test
    void settlementsOfManyPersons_shareCommits_andAreWhatTheyWouldBeAlone() throws Exception {
        List<Quoting.Offer> offers = IntStream.range(0, PERSONS)
                .mapToObj(person -> quote(person, "M" + person))
                .toList();

        List<Callable<String>> clients = IntStream.range(0, PERSONS)
                .<Callable<String>>mapToObj(person -> () -> outcome("many-" + person, offers.get(person)))
                .toList();
        assertThat(together(clients)).containsOnly("SETTLED");

        assertThat(insurer.number(
                        "select count(distinct xmin::text) from settlement where transaction_id like 'many-%'"))
                .isLessThan(PERSONS);
        for (int person = 0; person < PERSONS; person++) {
            Settlement settled = insurer.found(Insurer.LEVEL2, "many-" + person);
            assertThat(settled.split()).isEqualTo(offers.get(person).split());
            assertThat(insurer.number("select count(*) from posting join journal_entry using (entry_id) "
                            + "where settlement_id = " + settled.settlementId()))
                    .isEqualTo(2);
        }
    }

    /** One of eight is a repetition, a stale quote, a visit that is settled, or foreign content; seven must not notice. */
    @Test
    void whatIsWrongWithOne_staysWithIt() throws Exception {
        insurer.settle("wrong-known", quote(0, "W-known"));
        insurer.settle("wrong-visit-first", quote(1, "W-visit"));
        Quoting.Offer used = quote(2, "W-used");
        insurer.settle("wrong-used", used);
        List<Callable<String>> clients = new ArrayList<>();
        for (int person = 3; person < 40; person++) {
            int number = person;
            Quoting.Offer good = quote(person, "G" + person);
            clients.add(() -> outcome("good-" + number, good));
            switch (person % 4) {
                case 0 -> {
                    Quoting.Offer other = quote(0, "W-other" + person);
                    clients.add(() -> "wrong " + outcome("wrong-known", other));
                }
                case 1 -> {
                    Quoting.Offer again = quote(1, "W-visit");
                    clients.add(() -> "wrong " + outcome("wrong-visit-" + number, again));
                }
                case 2 -> clients.add(() -> "wrong " + outcome("wrong-stale-" + number, used));
                default -> clients.add(() -> "wrong " + outcome("wrong-used", used));
            }
        }

        List<String> outcomes = together(clients);

        assertThat(outcomes.stream().filter(one -> !one.startsWith("wrong"))).containsOnly("SETTLED");
        assertThat(outcomes.stream().filter(one -> one.startsWith("wrong")))
                .containsOnly(
                        "wrong " + ErrorCode.TRANSACTION_CONTENT_DIFFERS,
                        "wrong " + ErrorCode.VISIT_ALREADY_SETTLED,
                        "wrong " + ErrorCode.QUOTE_STALE,
                        "wrong SETTLED");
        assertThat(insurer.number("select count(*) from settlement where transaction_id like 'good-%'"))
                .isEqualTo(37);
    }

    private static String outcome(String id, Quoting.Offer offer) {
        try {
            insurer.settle(id, offer);
            return "SETTLED";
        } catch (CodedException e) {
            return e.code().name();
        }
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> one : work) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return one.call();
                }));
            }
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
