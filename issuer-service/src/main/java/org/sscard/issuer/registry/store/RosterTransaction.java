package org.sscard.issuer.registry.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.registry.CardMoves;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.Intake;
import org.sscard.issuer.registry.NearPerson;
import org.sscard.issuer.registry.NearRules;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.seal.RegistrySeal;

/**
 * One roster import, inside its transaction. An application that stood already is left as it is (F7): the same person and
 * kind with the same file, or with a live card.
 */
public final class RosterTransaction {

    private static final CardKind KIND = CardKind.SOCIAL_SECURITY_CARD;
    private static final String REVIEWER = "intake";
    private static final HexFormat HEX = HexFormat.of();

    private final Handle handle;
    private final CardBook book;
    private final RegistrySeal seal;
    private final PersonRows persons;
    private final NearPersons near;
    private final NearRules nearRules = NearRules.standard();
    private final Instant now;
    private final UUID importId;
    private final byte[] digest;
    private final String who;

    RosterTransaction(
            Handle handle, Clock clock, CardBook book, RegistrySeal seal, UUID importId, String sha256, String who) {
        this.handle = handle;
        this.book = book;
        this.seal = seal;
        this.persons = new PersonRows(seal);
        this.now = HistoryChain.kept(clock.instant());
        this.near = new NearPersons(seal);
        this.importId = importId;
        this.digest = HexFormat.of().parseHex(sha256);
        this.who = who;
    }

    private record Known(long personId, Person person, boolean sameFile, List<CardState> cards) {}

    /** Takes applicants in, none of them twice in the list; the answers are in its order. */
    public List<Intake> take(List<Applicant> applicants) {
        Map<String, Known> known = known(applicants);
        Map<String, Intake> answers = new HashMap<>();
        List<Applicant> accepted = new ArrayList<>();
        for (Applicant applicant : applicants) {
            Known before = known.get(applicant.person().idNumber());
            Optional<Intake> standing = before == null ? Optional.empty() : answer(applicant, before);
            if (standing.isPresent()) {
                answers.put(applicant.person().idNumber(), standing.get());
            } else {
                accepted.add(applicant);
            }
        }
        for (Intake.Accepted added : add(accepted, known)) {
            answers.put(added.applicant().person().idNumber(), added);
        }
        return applicants.stream()
                .map(applicant -> answers.get(applicant.person().idNumber()))
                .toList();
    }

    /**
     * Takes applicants in as {@link #take} does; one who may be a person that is registered, or who is registered with other
     * data, is put into the conflict queue instead.
     *
     * @param roster the intake that they stand in
     */
    public List<Intake> takeOrQueue(List<Applicant> applicants, UUID roster) {
        ConflictStore conflicts = new ConflictStore(seal);
        Map<String, Intake> answers = new HashMap<>();
        List<Applicant> left = new ArrayList<>(applicants);
        // Twice at most: those of one list who may be one person wait until the first of them is registered.
        while (!left.isEmpty()) {
            Map<String, NearPerson> near = near(left);
            List<Applicant> later = new ArrayList<>();
            List<Applicant> now = new ArrayList<>();
            Map<String, List<Person>> together = new HashMap<>();
            for (Applicant applicant : left) {
                List<String> keys = nearRules.keys(applicant.person());
                NearPerson found = near.get(applicant.person().idNumber());
                if (found != null) {
                    conflicts.queue(
                            handle, applicant, found.personId(), found.rule().code(), roster, who, this.now);
                    answers.put(
                            applicant.person().idNumber(),
                            new Intake.Queued(applicant, found.rule().code()));
                } else if (keys.stream()
                        .flatMap(key -> together.getOrDefault(key, List.of()).stream())
                        .anyMatch(other ->
                                nearRules.between(applicant.person(), other).isPresent())) {
                    later.add(applicant);
                } else {
                    now.add(applicant);
                    keys.forEach(key -> together.computeIfAbsent(key, none -> new ArrayList<>())
                            .add(applicant.person()));
                }
            }
            for (Intake answer : take(now)) {
                answers.put(answer.applicant().person().idNumber(), queuedIfDiffering(answer, conflicts, roster));
            }
            left = later;
        }
        return applicants.stream()
                .map(applicant -> answers.get(applicant.person().idNumber()))
                .toList();
    }

    private Intake queuedIfDiffering(Intake answer, ConflictStore conflicts, UUID roster) {
        if (!(answer instanceof Intake.Differs differs)) {
            return answer;
        }
        long personId = handle.createQuery("select person_id from person where id_index = :index")
                .bind("index", persons.index(differs.applicant().person()))
                .mapTo(Long.class)
                .one();
        conflicts.queue(handle, differs.applicant(), personId, PersonConflict.SAME_ID, roster, who, now);
        return new Intake.Queued(differs.applicant(), PersonConflict.SAME_ID);
    }

    /** Of applicants who are not registered those who may be a person that is; a pair that was told apart is left out. */
    public Map<String, NearPerson> near(List<Applicant> applicants) {
        Set<String> known = known(applicants).keySet();
        Map<String, NearPerson> found = new HashMap<>();
        near.of(
                        handle,
                        applicants.stream()
                                .map(Applicant::person)
                                .filter(person -> !known.contains(person.idNumber()))
                                .toList())
                .forEach((idNumber, persons) -> persons.stream()
                        .filter(person -> !ConflictStore.toldApart(handle, seal.index(idNumber), person.personId()))
                        .findFirst()
                        .ifPresent(person -> found.put(idNumber, person)));
        return found;
    }

    /** The first column in which each registered applicant differs from the registration, by id number. */
    public Map<String, String> differing(List<Applicant> applicants) {
        Map<String, String> columns = new HashMap<>();
        Map<String, Known> known = known(applicants);
        for (Applicant applicant : applicants) {
            Known before = known.get(applicant.person().idNumber());
            if (before != null) {
                difference(before.person(), applicant.person())
                        .ifPresent(column -> columns.put(applicant.person().idNumber(), column));
            }
        }
        return columns;
    }

    /** Closes the import with its counts. */
    public void finish(String fileName, int rows, int accepted, int repeated, int rejected) {
        handle.execute("""
                insert into roster_import
                  (import_id, file_name, sha256, row_count, accepted, repeated, rejected, imported_by, imported_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", importId, fileName, digest, rows, accepted, repeated, rejected, who, now);
    }

    private static Optional<Intake> answer(Applicant applicant, Known before) {
        Optional<String> difference = difference(before.person(), applicant.person());
        if (difference.isPresent()) {
            return Optional.of(new Intake.Differs(applicant, difference.get()));
        }
        if (before.sameFile() || !CardMoves.mayApply(before.cards())) {
            return Optional.of(new Intake.Repeated(applicant));
        }
        return Optional.empty();
    }

    private static Optional<String> difference(Person before, Person now) {
        return PersonField.differing(before, now).stream().map(PersonField::zh).findFirst();
    }

    private Map<String, Known> known(List<Applicant> applicants) {
        Map<String, Known> known = new HashMap<>();
        handle.createQuery("""
                select p.*, exists (select 1 from application a where a.person_id = p.person_id and a.kind = :kind
                    and a.import_digest = :digest) as same_file,
                  array(select c.state from card c where c.person_id = p.person_id and c.kind = :kind) as states
                from person p where p.id_index = any(cast(:ids as bytea[]))
                order by p.person_id for update of p""")
                .bind("kind", KIND.name())
                .bind("digest", digest)
                .bindArray("ids", String.class, ids(applicants))
                .map((row, context) -> {
                    List<CardState> states = new ArrayList<>();
                    for (String state : (String[]) row.getArray("states").getArray()) {
                        states.add(CardState.valueOf(state));
                    }
                    Person person = persons.person(row);
                    return known.put(
                            person.idNumber(),
                            new Known(row.getLong("person_id"), person, row.getBoolean("same_file"), states));
                })
                .list();
        return known;
    }

    private List<Intake.Accepted> add(List<Applicant> applicants, Map<String, Known> known) {
        Map<String, Long> personIds = new HashMap<>();
        known.forEach((id, before) -> personIds.put(id, before.personId()));
        personIds.putAll(insertPersons(applicants.stream()
                .filter(applicant -> !known.containsKey(applicant.person().idNumber()))
                .map(Applicant::person)
                .toList()));
        Map<String, List<Applicant>> byRegion = new HashMap<>();
        for (Applicant applicant : applicants) {
            byRegion.computeIfAbsent(applicant.region(), region -> new ArrayList<>())
                    .add(applicant);
        }
        List<Intake.Accepted> accepted = new ArrayList<>();
        byRegion.forEach((region, ofRegion) -> accepted.addAll(insertCards(region, ofRegion, personIds)));
        return accepted;
    }

    private Map<String, Long> insertPersons(List<Person> fresh) {
        Map<String, Person> byIndex = new LinkedHashMap<>();
        fresh.forEach(person -> byIndex.put(index(person), person));
        HistoryChain.PersonEntry registered =
                new HistoryChain.PersonEntry("registered", who, "roster import " + importId, null, now);
        byte @Nullable [] history = HistoryChain.bytes(new PersonHistory(seal).first(registered));
        List<byte[]> sealed = fresh.stream().map(persons::sealed).toList();
        List<String> macs = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            Person person = fresh.get(i);
            macs.add(HEX.formatHex(persons.mac(persons.index(person), person.name(), sealed.get(i), 1, history)));
        }
        Map<Long, Person> added = new LinkedHashMap<>();
        handle.createQuery("""
                with added as (
                  insert into person (id_index, name, sealed, created_at, version, history_mac, mac)
                  select decode(u.id_index, 'hex'), u.name, decode(u.sealed, 'hex'), cast(:now as timestamptz), 1,
                    cast(:history as bytea), decode(u.mac, 'hex')
                  from unnest(:indexes, :names, :sealed, :macs) as u (id_index, name, sealed, mac)
                  returning person_id, id_index),
                noted as (
                  insert into person_history (person_id, what, who, why, at, mac)
                  select person_id, :what, :who, :why, cast(:now as timestamptz), cast(:history as bytea) from added)
                select person_id, encode(id_index, 'hex') as id_index from added""")
                .bind("now", now)
                .bind("what", registered.what())
                .bind("who", registered.who())
                .bind("why", registered.why())
                .bind("history", history)
                .bindArray("indexes", String.class, byIndex.keySet().toArray())
                .bindArray(
                        "names", String.class, fresh.stream().map(Person::name).toArray())
                .bindArray(
                        "sealed",
                        String.class,
                        sealed.stream().map(HEX::formatHex).toArray())
                .bindArray("macs", String.class, macs)
                .map((row, context) -> added.put(row.getLong("person_id"), byIndex.get(row.getString("id_index"))))
                .list();
        near.add(handle, added);
        Map<String, Long> ids = new HashMap<>();
        added.forEach((id, person) -> ids.put(person.idNumber(), id));
        return ids;
    }

    private List<Intake.Accepted> insertCards(String region, List<Applicant> applicants, Map<String, Long> persons) {
        List<String> numbers = book.numbers().draw(handle, region, applicants.size());
        Long[] personIds = applicants.stream()
                .map(applicant -> persons.get(applicant.person().idNumber()))
                .toArray(Long[]::new);
        Integer[] rows = applicants.stream().map(Applicant::row).toArray(Integer[]::new);
        Cause applied = new Cause(who, "roster import " + importId, "", "", "");
        Cause reviewed = new Cause(REVIEWER, "all checks of the roster passed", "", "", "");
        HistoryChain.CardEntry first = new HistoryChain.CardEntry(null, CardState.APPLIED.name(), applied, now);
        HistoryChain.CardEntry second =
                new HistoryChain.CardEntry(CardState.APPLIED.name(), CardState.REVIEWED.name(), reviewed, now);
        List<List<String>> macs = numbers.stream()
                .map(number -> book.history().first(number, first, second))
                .toList();
        handle.createUpdate("""
                with applied as (
                  insert into application (person_id, kind, region, import_id, import_row, import_digest, created_at)
                  select person_id, :kind, :region, :import, import_row, :digest, cast(:now as timestamptz)
                  from unnest(:persons, :rows) as u (person_id, import_row)
                  returning application_id, person_id),
                made as (
                  insert into card (card_number, application_id, person_id, kind, region, state, entries, history_mac,
                    created_at)
                  select u.card_number, a.application_id, a.person_id, :kind, :region, 'REVIEWED', 2,
                    decode(u.second, 'hex'), cast(:now as timestamptz)
                  from applied a join unnest(:persons, :numbers, :seconds) as u (person_id, card_number, second)
                    using (person_id)
                  returning card_id, card_number, history_mac)
                insert into card_history (card_id, from_state, to_state, who, why, at, mac)
                select card_id, from_state, to_state, who, why, cast(:now as timestamptz), mac from (
                  select 1 as step, card_id, null as from_state, 'APPLIED' as to_state, :who as who, :why as why,
                    decode(u.first, 'hex') as mac
                  from made join unnest(:numbers, :firsts) as u (card_number, first) using (card_number)
                  union all
                  select 2, card_id, 'APPLIED', 'REVIEWED', :reviewer, :review, history_mac from made) as both_steps
                order by step""")
                .bind("kind", KIND.name())
                .bind("region", region)
                .bind("import", importId)
                .bind("digest", digest)
                .bind("now", now)
                .bind("who", applied.who())
                .bind("why", applied.why())
                .bind("reviewer", reviewed.who())
                .bind("review", reviewed.why())
                .bindArray("persons", Long.class, (Object[]) personIds)
                .bindArray("rows", Integer.class, (Object[]) rows)
                .bindArray("numbers", String.class, numbers.toArray())
                .bindArray(
                        "firsts",
                        String.class,
                        macs.stream().map(pair -> pair.get(0)).toArray())
                .bindArray(
                        "seconds",
                        String.class,
                        macs.stream().map(pair -> pair.get(1)).toArray())
                .execute();
        book.rows()
                .reseal(
                        handle,
                        handle.createQuery("select card_id from card where card_number = any(:numbers)")
                                .bindArray("numbers", String.class, numbers.toArray())
                                .mapTo(Long.class)
                                .list());
        List<Intake.Accepted> accepted = new ArrayList<>();
        for (int i = 0; i < applicants.size(); i++) {
            accepted.add(new Intake.Accepted(applicants.get(i), numbers.get(i)));
        }
        return accepted;
    }

    private Object[] ids(List<Applicant> applicants) {
        return applicants.stream()
                .map(applicant -> "\\x" + index(applicant.person()))
                .toArray();
    }

    private String index(Person person) {
        return HexFormat.of().formatHex(seal.index(person.idNumber()));
    }
}
