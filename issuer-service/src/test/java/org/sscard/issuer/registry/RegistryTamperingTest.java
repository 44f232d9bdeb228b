package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.store.RegistryScan;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A9: an administrator of the database changes rows by hand. */
class RegistryTamperingTest {

    private Bench bench;
    private RegistryScan scan;
    private CardRecord card;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        scan = new RegistryScan(bench.database, bench.clock, Bench.SEAL);
        card = new MadeCards(bench).active();
    }

    @Test
    void untouchedRegistry_isWithoutFindings() {
        RegistryScan.Report report = scan.run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.cards()).isEqualTo(1);
        assertThat(report.persons()).isEqualTo(1);
    }

    @Test
    void editedCard_isFoundOnRead_byTheScan_andNothingIsBuiltUponIt() {
        for (String change : List.of(
                "update card set state = 'CANCELLED'",
                "update card set blacklisted = true",
                "update card set card_number = 'Z99999999'",
                "update card set bank_state = 'ACTIVE'",
                "update card set due_millis = 1",
                "update card set mac = null")) {
            open();
            byHand(change);
            assertThatThrownBy(() -> bench.registry.find(card.cardId())).satisfies(this::tampered);
            assertThatThrownBy(() -> bench.database
                            .jdbi()
                            .useTransaction(handle -> bench.book.move(
                                    handle, card.cardId(), CardState.ACTIVE, CardState.LOST, Cause.staff("x", "y"))))
                    .satisfies(this::tampered);
            assertThat(scan.run().findings()).as(change).isNotEmpty();
        }
    }

    @Test
    void editedPerson_isFound() {
        byHand("update person set name = '某人'");
        assertThatThrownBy(() -> bench.registry.find(card.cardId())).satisfies(this::tampered);
        assertThat(scan.run().findings())
                .extracting(RegistryScan.Finding::table)
                .contains("person");
    }

    @Test
    void rowPutBackAsItWasBefore_isFound() {
        bench.registry.move(card.cardNumber(), CardState.ACTIVE, CardState.LOST, Cause.staff("x", "y"));
        byHand("update card c set state = 'ACTIVE', blacklisted = false, entries = c.entries - 1");
        assertThat(scan.run().findings()).isNotEmpty();
    }

    @Test
    void historyEntryEditedTakenAwayOrPutElsewhere_isFound() {
        for (String change : List.of(
                "update card_history set who = 'nobody' where card_history_id = 2",
                "update card_history set why = 'another reason' where to_state = 'ACTIVE'",
                "update card_history set at = at + interval '1 hour' where card_history_id = 3",
                "delete from card_history where card_history_id = 3",
                "update card_history set mac = (select mac from card_history where card_history_id = 1)"
                        + " where card_history_id = 2",
                "insert into card_history (card_id, from_state, to_state, who, why, at)"
                        + " select card_id, to_state, to_state, 'x', 'y', now() from card_history order by 1 limit 1")) {
            open();
            byHand("alter table card_history disable trigger card_history_append_only");
            byHand(change);
            byHand("alter table card_history enable trigger card_history_append_only");
            assertThat(scan.run().findings())
                    .as(change)
                    .extracting(RegistryScan.Finding::table)
                    .contains("card_history");
        }
    }

    @Test
    void personsHistoryEdited_isFound() {
        byHand("alter table person_history disable trigger person_history_append_only");
        byHand("update person_history set who = 'nobody'");
        byHand("alter table person_history enable trigger person_history_append_only");
        assertThat(scan.run().findings())
                .extracting(RegistryScan.Finding::table)
                .contains("person_history");
    }

    @Test
    void feedEntryEditedOrTakenAway_isFound() {
        byHand("alter table card_status_feed disable trigger card_status_feed_append_only");
        byHand(
                "update card_status_feed set blacklisted = true where version = (select max(version) from card_status_feed)");
        assertThat(scan.run().findings())
                .extracting(RegistryScan.Finding::table)
                .contains("card_status_feed");
        assertThatThrownBy(() -> bench.feed.after(0, 100)).satisfies(this::tampered);
        byHand("delete from card_status_feed where version = 1");
        assertThat(scan.run().findings()).extracting(RegistryScan.Finding::what).contains("versions");
        byHand("alter table card_status_feed enable trigger card_status_feed_append_only");
    }

    @Test
    void noTableHoldsAnIdNumberInClear() {
        String idNumber = card.holder().idNumber();
        String hex = HexFormat.of().formatHex(idNumber.getBytes(StandardCharsets.US_ASCII));
        bench.database.jdbi().useHandle(handle -> {
            for (String table : handle.createQuery("select tablename from pg_tables where schemaname = 'public'")
                    .mapTo(String.class)
                    .list()) {
                List<String> rows = handle.createQuery("select t::text from " + table + " t")
                        .mapTo(String.class)
                        .list();
                assertThat(rows)
                        .as(table)
                        .noneMatch(row -> row.contains(idNumber)
                                || row.toLowerCase(Locale.ROOT).contains(hex));
            }
        });
    }

    @Test
    void personsAreFoundByNumberAndByTheBeginningOfTheirName() {
        assertThat(bench.registry.findByIdNumber(card.holder().idNumber())).hasSize(1);
        assertThat(bench.registry.findByIdNumber("211002199002159999")).isEmpty();
        assertThat(bench.registry.findByName("示例", 10)).hasSize(1);
        assertThat(bench.registry.findByName("%", 10)).isEmpty();
        assertThat(bench.registry.findByName("_例", 10)).isEmpty();
    }

    private void byHand(String statement) {
        bench.database.jdbi().useHandle(handle -> handle.execute(statement));
    }

    private void tampered(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_ROW_TAMPERED));
    }
}
