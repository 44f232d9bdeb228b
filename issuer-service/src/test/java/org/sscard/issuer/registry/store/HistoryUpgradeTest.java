package org.sscard.issuer.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.issuer.seal.RowFields;

/** A registry that was sealed before histories had MACs gets them once, and no row that was changed by hand is made good. */
class HistoryUpgradeTest {

    @Test
    void sealedRegistryWithoutHistoryMacs_getsThem_andAChangedRowStaysFound() {
        Bench bench = Bench.registryOnly();
        MadeCards made = new MadeCards(bench);
        CardRecord untouched = made.active();
        CardRecord changed = made.active();
        bench.database.jdbi().useTransaction(handle -> {
            unchain(handle);
            new CardRows(Bench.SEAL).resealUnchained(handle, List.of(untouched.cardId(), changed.cardId()));
            handle.execute("update card set state = 'CANCELLED' where card_id = ?", changed.cardId());
        });

        new RegistryUpgrade(bench.database, Bench.SEAL).run();
        new RegistryUpgrade(bench.database, Bench.SEAL).run();

        assertThat(new RegistryScan(bench.database, bench.clock, Bench.SEAL)
                        .run()
                        .findings())
                .extracting(RegistryScan.Finding::toString)
                .containsExactly(
                        "card " + changed.cardNumber() + " MAC",
                        "card_status_feed " + changed.cardNumber() + " state",
                        "card_history " + changed.cardNumber() + " state");
        assertThat(bench.registry.find(untouched.cardId())).isPresent();
    }

    /** As the version before left it. */
    private static void unchain(Handle handle) {
        for (String table : List.of("card_history", "person_history")) {
            handle.execute("alter table " + table + " disable trigger " + table + "_append_only");
            handle.execute("update " + table + " set mac = null");
            handle.execute("alter table " + table + " enable trigger " + table + "_append_only");
        }
        handle.execute("update person set mac = null, version = 0, history_mac = null");
        handle.execute("update card set history_mac = null");
        handle.execute("delete from person_near");
        handle.execute("delete from registry_seal");
        handle.execute("insert into registry_seal (canary) values (?)", (Object)
                Bench.SEAL.mac(RowFields.of("registry_seal").text("complete")));
    }
}
