package org.sscard.issuer.console.store;

import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** Filters that persons keep; one that was removed lies beside until its name is used again. */
public final class SavedFilterStore {

    private final Jdbi jdbi;
    private final Clock clock;

    public SavedFilterStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    public record Saved(String name, String address) {}

    public List<Saved> of(String person, String section) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select name, address from saved_filter
                        where person = :person and section = :section and removed_at is null order by saved_at, name""")
                .bind("person", person)
                .bind("section", section)
                .map((row, context) -> new Saved(row.getString(1), row.getString(2)))
                .list());
    }

    public void save(String person, String section, String name, String address) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into saved_filter (person, section, name, address, saved_at) values (?, ?, ?, ?, ?)"
                        + " on conflict (person, section, name) do update"
                        + " set address = excluded.address, saved_at = excluded.saved_at, removed_at = null",
                person,
                section,
                name,
                address,
                clock.instant()));
    }

    public void remove(String person, String section, String name) {
        jdbi.useHandle(handle -> handle.execute(
                "update saved_filter set removed_at = ? where person = ? and section = ? and name = ?",
                clock.instant(),
                person,
                section,
                name));
    }

    public void restore(String person, String section, String name) {
        jdbi.useHandle(handle -> handle.execute(
                "update saved_filter set removed_at = null where person = ? and section = ? and name = ?",
                person,
                section,
                name));
    }
}
