package org.sscard.issuer.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sscard.issuer.IssuerService;
import org.sscard.issuer.authority.store.AuthorityStore;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.store.ClaimStore;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** F8 and F19: two cities with registries of their own, and the tier above. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoCitiesTest {

    private Database above;
    private City one;
    private City two;
    private boolean lineDown;

    private final class City {
        private final Database database;
        private final Bench bench;
        private final MadeCards made;
        private final ClaimStore store;
        private final Claims claims;

        City(String name, String region, char district, AuthorityStore authority) {
            database = Database.temporary(IssuerService.SCHEMA);
            bench = Bench.city(database, region, district);
            made = new MadeCards(bench);
            store = new ClaimStore(database, bench.clock, Bench.SEAL);
            Authority line = authority.as(name);
            claims = new Claims(store, new Authority() {
                @Override
                public List<Boolean> claim(List<String> idNumbers, String kind) {
                    if (lineDown) {
                        throw new CodedException(ErrorCode.SERVICE_UNAVAILABLE, "authority");
                    }
                    return line.claim(idNumbers, kind);
                }

                @Override
                public void release(List<String> idNumbers, String kind) {
                    line.release(idNumbers, kind);
                }
            });
        }

        CardRecord apply(Person person) {
            bench.registry.importing(
                    UUID.randomUUID(),
                    "00".repeat(32),
                    "test",
                    transaction -> transaction.take(List.of(new Applicant(2, person, bench.region))));
            return bench.registry.findByIdNumber(person.idNumber()).get(0);
        }

        boolean activate(CardRecord card) {
            try {
                bench.registry.move(
                        card.cardNumber(), CardState.ISSUED, CardState.ACTIVE, Cause.staff("counter", "test"));
                return true;
            } catch (CodedException e) {
                assertThat(e.code()).isIn(ErrorCode.PERSON_CLAIM_OPEN, ErrorCode.PERSON_CLAIMED_ELSEWHERE);
                return false;
            }
        }
    }

    @BeforeAll
    void open() {
        above = Database.temporary(IssuerService.SCHEMA);
        AuthorityStore authority = new AuthorityStore(above, new Bench.SettableClock(), Bench.SEAL);
        one = new City("city-1", "211002", 'A', authority);
        two = new City("city-2", "211003", 'B', authority);
    }

    @AfterAll
    void close() {
        one.claims.close();
        two.claims.close();
        one.database.close();
        two.database.close();
        above.close();
    }

    @Test
    void oneWhoAppliesInTwoCitiesAtOnce_isActiveInOne_andInTheOthersConflictQueue() throws Exception {
        for (int number = 0; number < 5; number++) {
            Person person = Bench.person(700 + number);
            CardRecord here = one.made.make(one.apply(person), CardState.ISSUED);
            CardRecord there = two.made.make(two.apply(person), CardState.ISSUED);
            ExecutorService hands = Executors.newFixedThreadPool(2);
            hands.execute(one.claims::settle);
            hands.execute(two.claims::settle);
            hands.shutdown();
            assertThat(hands.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(List.of(one.activate(here), two.activate(there))).containsExactlyInAnyOrder(true, false);
            assertThat(one.store.conflicts(100).contains(here.cardNumber())
                            ^ two.store.conflicts(100).contains(there.cardNumber()))
                    .isTrue();
        }
    }

    @Test
    void whileTheTierAboveIsAway_citiesGoOnWithinTheirRanges_andNothingConflictsAfterwards() {
        lineDown = true;
        Person both = Bench.person(800);
        CardRecord here = one.made.make(one.apply(both), CardState.ISSUED);
        CardRecord there = two.made.make(two.apply(both), CardState.ISSUED);
        CardRecord alone = one.made.make(one.apply(Bench.person(801)), CardState.ISSUED);
        assertThatThrownBy(one.claims::settle).isInstanceOf(CodedException.class);
        assertThat(List.of(one.activate(here), two.activate(there), one.activate(alone)))
                .containsOnly(false);
        assertThat(here.cardNumber()).isNotEqualTo(there.cardNumber());
        lineDown = false;
        two.claims.settle();
        one.claims.settle();
        assertThat(two.activate(there)).isTrue();
        assertThat(one.activate(here)).isFalse();
        assertThat(one.activate(alone)).isTrue();
        assertThat(one.store.conflicts(100)).contains(here.cardNumber());
    }
}
