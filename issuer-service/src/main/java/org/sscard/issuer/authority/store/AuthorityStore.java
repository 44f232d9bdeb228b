package org.sscard.issuer.authority.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.authority.Authority;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.servicekit.database.Database;

/** The tier above, at its smallest: one row for every person that a city holds. It keeps no id number, only its index. */
public final class AuthorityStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public AuthorityStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    /** This authority as one city sees it. */
    public Authority as(String city) {
        return new Authority() {
            @Override
            public List<Boolean> claim(List<String> idNumbers, String kind) {
                return claimed(city, idNumbers, kind).stream().map(city::equals).toList();
            }

            @Override
            public void release(List<String> idNumbers, String kind) {
                released(city, idNumbers, kind);
            }
        };
    }

    /** Who holds each person now; the primary key decides between cities that claim one at once. */
    public List<String> claimed(String city, List<String> idNumbers, String kind) {
        return jdbi.inTransaction(handle -> {
            List<String> holders = new ArrayList<>();
            for (String idNumber : idNumbers) {
                byte[] index = seal.index(idNumber);
                handle.execute(
                        "insert into authority_claim (person_index, kind, holder, claimed_at) values (?, ?, ?, ?)"
                                + " on conflict do nothing",
                        index,
                        kind,
                        city,
                        clock.instant());
                holders.add(handle.createQuery(
                                "select holder from authority_claim where person_index = :index and kind = :kind")
                        .bind("index", index)
                        .bind("kind", kind)
                        .mapTo(String.class)
                        .one());
            }
            return holders;
        });
    }

    public void released(String city, List<String> idNumbers, String kind) {
        jdbi.useTransaction(handle -> idNumbers.forEach(idNumber -> handle.execute(
                "delete from authority_claim where person_index = ? and kind = ? and holder = ?",
                seal.index(idNumber),
                kind,
                city)));
    }
}
