package org.sscard.issuer.registry.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;

/**
 * Looks at every row for changes by hand (A9): MACs of cards and persons, seals of persons, histories with an entry edited,
 * taken away or put elsewhere, and feed entries that contradict the card.
 */
public final class RegistryScan {

    private static final int PAGE = 2_000;
    private static final int REPORTED = 100;

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardRows rows;
    private final CardHistory history;
    private final PersonRows persons;
    private final PersonHistory personHistory;

    public RegistryScan(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.rows = new CardRows(seal);
        this.history = new CardHistory(seal);
        this.persons = new PersonRows(seal);
        this.personHistory = new PersonHistory(seal);
    }

    /** @param number card number or person id */
    public record Finding(String table, String number, String what) {

        @Override
        public String toString() {
            return table + " " + number + " " + what;
        }
    }

    /** @param total all findings; the list holds the first hundred */
    public record Report(
            Instant endedAt, long persons, long cards, long feedVersion, long total, List<Finding> findings) {}

    private static final class Tally {
        private final List<Finding> findings = new ArrayList<>();
        private long total;
        private long last;
        private long rows;

        void add(String table, String number, String what) {
            total++;
            if (findings.size() < REPORTED) {
                findings.add(new Finding(table, number, what));
            }
        }
    }

    public Report run() {
        Instant began = clock.instant();
        Tally cards = new Tally();
        while (page(cards, CARDS, this::card, this::cardHistories)) {
            // The next page.
        }
        Tally people = new Tally();
        while (page(people, PERSONS, this::person, this::personHistories)) {
            // The next page.
        }
        List<Finding> findings = new ArrayList<>(cards.findings);
        findings.addAll(people.findings);
        return jdbi.inTransaction(handle -> {
            long version = feedVersion(handle, findings);
            long total =
                    cards.total + people.total + (findings.size() - cards.findings.size() - people.findings.size());
            Report report = new Report(clock.instant(), people.rows, cards.rows, version, total, findings);
            handle.execute(
                    "insert into registry_scan (began_at, ended_at, persons, cards, feed_version, findings, report)"
                            + " values (?, ?, ?, ?, ?, ?, ?)",
                    began,
                    report.endedAt(),
                    report.persons(),
                    report.cards(),
                    version,
                    report.total(),
                    findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
            return report;
        });
    }

    public Optional<Instant> lastEnded() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select ended_at from registry_scan order by scan_id desc limit 1")
                        .map((row, context) -> row.getTimestamp(1).toInstant())
                        .findOne());
    }

    /** What of a row is compared with its history. */
    private record Standing(
            long id,
            String number,
            long entries,
            String state,
            @Nullable String head) {}

    private interface Look {
        Standing at(Tally tally, ResultSet row) throws SQLException;
    }

    private interface Compare {
        void with(Handle handle, Tally tally, List<Standing> rows);
    }

    private static final String CARDS = """
            select c.*, p.id_index, p.name, p.sealed,
              (select f.state || case when f.blacklisted then '!' else '' end from card_status_feed f
                where f.card_number = c.card_number order by version desc limit 1) as told
            from card c join person p using (person_id)
            where c.card_id > :last order by c.card_id limit :page""";
    private static final String PERSONS = "select * from person where person_id > :last order by person_id limit :page";

    private boolean page(Tally tally, String query, Look look, Compare histories) {
        // One snapshot: a card that moves meanwhile is seen before or after, with its history.
        List<Standing> seen = jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            List<Standing> rows = handle.createQuery(query)
                    .bind("last", tally.last)
                    .bind("page", PAGE)
                    .map((row, context) -> look.at(tally, row))
                    .list();
            histories.with(handle, tally, rows);
            return rows;
        });
        if (seen.isEmpty()) {
            return false;
        }
        tally.last = seen.get(seen.size() - 1).id();
        tally.rows += seen.size();
        return true;
    }

    private Standing card(Tally tally, ResultSet row) throws SQLException {
        String number = row.getString("card_number");
        if (!rows.intact(row)) {
            tally.add("card", number, "MAC");
        }
        String told = row.getString("told");
        String stands = row.getString("state") + (row.getBoolean("blacklisted") ? "!" : "");
        if (told != null && !told.equals(stands)) {
            tally.add("card_status_feed", number, "state");
        }
        return new Standing(
                row.getLong("card_id"),
                number,
                row.getLong("entries"),
                row.getString("state"),
                HistoryChain.hex(row.getBytes("history_mac")));
    }

    private void cardHistories(Handle handle, Tally tally, List<Standing> cards) {
        Map<Long, List<CardHistory.Stored>> histories =
                CardHistory.stored(handle, cards.stream().map(Standing::id).toList());
        for (Standing card : cards) {
            List<CardHistory.Stored> entries = histories.getOrDefault(card.id(), List.of());
            if (entries.size() != card.entries()) {
                tally.add("card_history", card.number(), "entries");
            } else if (!history.intact(card.number(), card.head(), entries)) {
                tally.add("card_history", card.number(), "MAC");
            } else if (!entries.get(entries.size() - 1).entry().to().equals(card.state())) {
                tally.add("card_history", card.number(), "state");
            }
        }
    }

    private Standing person(Tally tally, ResultSet row) throws SQLException {
        String number = row.getString("person_id");
        try {
            persons.person(row);
            if (!persons.intact(row)) {
                tally.add("person", number, "MAC");
            }
        } catch (CodedException e) {
            tally.add("person", number, "seal");
        }
        return new Standing(
                row.getLong("person_id"),
                number,
                row.getLong("version"),
                "",
                HistoryChain.hex(row.getBytes("history_mac")));
    }

    private void personHistories(Handle handle, Tally tally, List<Standing> people) {
        Map<Long, List<PersonHistory.Stored>> histories =
                PersonHistory.stored(handle, people.stream().map(Standing::id).toList());
        for (Standing person : people) {
            List<PersonHistory.Stored> entries = histories.getOrDefault(person.id(), List.of());
            if (entries.size() != person.entries()) {
                tally.add("person_history", person.number(), "entries");
            } else if (!personHistory.intact(person.head(), entries)) {
                tally.add("person_history", person.number(), "MAC");
            }
        }
    }

    /** The feed's versions are 1 to its head, without a gap. */
    private static long feedVersion(Handle handle, List<Finding> findings) {
        long head = handle.createQuery("select version from card_status_head")
                .mapTo(Long.class)
                .one();
        boolean gapless = handle.createQuery(
                        "select count(*) = :head and coalesce(max(version), 0) = :head from card_status_feed")
                .bind("head", head)
                .mapTo(Boolean.class)
                .one();
        if (!gapless) {
            findings.add(new Finding("card_status_feed", String.valueOf(head), "versions"));
        }
        return head;
    }
}
