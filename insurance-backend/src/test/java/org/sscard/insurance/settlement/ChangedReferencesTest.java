package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A quote is settled as it was quoted only while everything that it was computed from is as it was. */
@Timeout(120)
class ChangedReferencesTest {

    private static Insurer insurer;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
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

    /** Each of these makes the split another; the quote is stale and the institution asks again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update institution set level = 'L1' where code = 'H21100400013'",
                "update enrolment set class = 'MINOR' where person_id = (select min(person_id) from enrolment)",
                "update enrolment set banned_until = '2030-01-01' "
                        + "where person_id = (select min(person_id) from enrolment)",
            })
    void whatTheSplitDependsOn_changedAfterTheQuote_makesItStale(String change) {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL2, insurer.person(1), 500_000));
        insurer.jdbi.useHandle(handle -> handle.execute(change));

        assertThatThrownBy(() -> insurer.settle("stale-" + offer.quote().quoteId(), offer))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUOTE_STALE));
        assertThat(insurer.inquiry.query(
                        Insurer.LEVEL2, "stale-" + offer.quote().quoteId()))
                .isEmpty();
    }

    @Test
    void aChangeThatLeavesTheSplitAsItIs_doesNotStopTheQuote() {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.COMMUNITY, insurer.person(2), 300_000));
        insurer.jdbi.useHandle(handle -> handle.execute("update person set name = name"));

        insurer.settle("harmless", offer);

        assertThat(insurer.found(Insurer.COMMUNITY, "harmless").split()).isEqualTo(offer.split());
    }

    /** A change that was not committed when the quote was made is not in it, whenever it was begun. */
    @Test
    void aChangeBegunBeforeTheQuote_andCommittedAfterIt_isNoticed() {
        Quoting.Offer offer;
        try (var other = insurer.jdbi.open()) {
            other.begin();
            other.execute("update institution set level = 'COMMUNITY' where code = '" + Insurer.SPECIALIST + "'");
            other.execute(
                    "update institution set designated = not designated where code = '" + Insurer.SPECIALIST + "'");
            offer = insurer.quoting.quote(insurer.stay(Insurer.SPECIALIST, insurer.person(3), 400_000));
            other.commit();
        }

        assertThatThrownBy(() -> insurer.settle("overlapping", offer))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUOTE_STALE));
    }
}
