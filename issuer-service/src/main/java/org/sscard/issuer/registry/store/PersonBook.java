package org.sscard.issuer.registry.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.IdNumberChange;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonConflict.Decision;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.registry.PersonHistoryEntry;
import org.sscard.issuer.registry.RegisteredPerson;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Persons' data: looked at with their history, corrected, and told apart from others. */
public final class PersonBook {

    private static final String CORRECTED = "corrected";
    private static final String NO_FILE = "00".repeat(32);

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;
    private final CardBook cards;
    private final IdNumberChange idNumbers;
    private final PersonRows rows;
    private final PersonHistory history;
    private final NearPersons near;
    private final ConflictStore conflicts;

    /** @param idNumbers what else is kept under an id number */
    public PersonBook(Database database, Clock clock, RegistrySeal seal, CardBook cards, IdNumberChange idNumbers) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
        this.cards = cards;
        this.idNumbers = idNumbers;
        this.rows = new PersonRows(seal);
        this.history = new PersonHistory(seal);
        this.near = new NearPersons(seal);
        this.conflicts = new ConflictStore(seal);
    }

    public Optional<Long> find(String idNumber) {
        return jdbi.withHandle(handle -> handle.createQuery("select person_id from person where id_index = :index")
                .bind("index", seal.index(idNumber))
                .mapTo(Long.class)
                .findOne());
    }

    /** @throws CodedException PERSON_NOT_FOUND, REGISTRY_ROW_TAMPERED */
    public RegisteredPerson person(long personId) {
        return jdbi.inTransaction(handle -> {
            Standing standing = standing(handle, personId, false);
            return new RegisteredPerson(personId, standing.version(), standing.person(), entries(handle, personId));
        });
    }

    private record Standing(
            Person person, long version, @Nullable String head) {}

    private Standing standing(Handle handle, long personId, boolean lock) {
        return handle.createQuery("select * from person where person_id = :id" + (lock ? " for update" : ""))
                .bind("id", personId)
                .map((row, context) -> standing(row))
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.PERSON_NOT_FOUND));
    }

    private Standing standing(ResultSet row) throws SQLException {
        if (!rows.intact(row)) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "person");
        }
        return new Standing(rows.person(row), row.getLong("version"), HistoryChain.hex(row.getBytes("history_mac")));
    }

    private List<PersonHistoryEntry> entries(Handle handle, long personId) {
        return PersonHistory.stored(handle, List.of(personId)).getOrDefault(personId, List.of()).stream()
                .map(PersonHistory.Stored::entry)
                .map(entry -> new PersonHistoryEntry(
                        entry.at(), entry.what(), entry.who(), entry.why(), changes(personId, entry.sealed())))
                .toList();
    }

    /**
     * Corrects a person's data.
     *
     * @param seen the version that was looked at
     * @throws CodedException PERSON_NOT_FOUND, PERSON_CHANGED, PERSON_UNCHANGED, PERSON_ID_TAKEN, REGISTRY_ROW_TAMPERED
     */
    public void correct(long personId, long seen, Person after, String who, String why) {
        jdbi.useTransaction(handle -> correct(handle, personId, seen, after, who, why));
    }

    private void correct(Handle handle, long personId, long seen, Person after, String who, String why) {
        Standing standing = standing(handle, personId, true);
        if (standing.version() != seen) {
            List<PersonHistoryEntry> entries = entries(handle, personId);
            throw new CodedException(
                    ErrorCode.PERSON_CHANGED, entries.get(entries.size() - 1).who());
        }
        Person before = standing.person();
        List<PersonField> differing = PersonField.differing(before, after);
        if (differing.isEmpty()) {
            throw new CodedException(ErrorCode.PERSON_UNCHANGED);
        }
        boolean otherNumber = differing.contains(PersonField.ID_NUMBER);
        if (otherNumber && find(handle, after.idNumber())) {
            throw new CodedException(ErrorCode.PERSON_ID_TAKEN);
        }
        String head = history.add(
                handle,
                personId,
                standing.head(),
                new HistoryChain.PersonEntry(
                        CORRECTED,
                        who,
                        why,
                        HexFormat.of().formatHex(sealedChanges(personId, before, after, differing)),
                        HistoryChain.kept(clock.instant())));
        handle.execute(
                "update person set id_index = ?, name = ?, sealed = ?, version = version + 1, history_mac = ?"
                        + " where person_id = ?",
                rows.index(after),
                after.name(),
                rows.sealed(after),
                HistoryChain.bytes(head),
                personId);
        rows.reseal(handle, personId);
        near.replace(handle, personId, after);
        if (otherNumber) {
            // The tier above is asked for the new number, and who hears the feed learns it.
            handle.execute("delete from person_claim where person_id = ?", personId);
            idNumbers.changed(handle, before.idNumber(), after.idNumber());
            cards.tellAgain(handle, personId);
        }
    }

    private boolean find(Handle handle, String idNumber) {
        return handle.createQuery("select exists (select 1 from person where id_index = :index)")
                .bind("index", seal.index(idNumber))
                .mapTo(Boolean.class)
                .one();
    }

    /** Keeps a correction until a second person has approved it; answers its number. */
    public long propose(long personId, long seen, Person after, String who, String why) {
        return jdbi.inTransaction(handle -> {
            Standing standing = standing(handle, personId, false);
            if (PersonField.differing(standing.person(), after).isEmpty()) {
                throw new CodedException(ErrorCode.PERSON_UNCHANGED);
            }
            return handle.createQuery("""
                            insert into person_correction (person_id, seen_version, sealed, why, asked_by, asked_at)
                            values (:person, :seen, :sealed, :why, :who, :now) returning correction_id""")
                    .bind("person", personId)
                    .bind("seen", seen)
                    .bind("sealed", seal.seal(rows.whole(after), proposed(personId, seen, who, why)))
                    .bind("why", why)
                    .bind("who", who)
                    .bind("now", clock.instant())
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** A correction that waits, beside the person as registered now. */
    public record Proposal(long personId, long seen, Person before, Person after, String askedBy, String why) {}

    /** @throws CodedException PERSON_NOT_FOUND, REGISTRY_ROW_TAMPERED */
    public Proposal proposal(long correctionId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from person_correction where correction_id = :id and done_at is null")
                .bind("id", correctionId)
                .map((row, context) -> {
                    long personId = row.getLong("person_id");
                    long seen = row.getLong("seen_version");
                    String who = row.getString("asked_by");
                    String why = row.getString("why");
                    Person after = rows.whole(seal.open(row.getBytes("sealed"), proposed(personId, seen, who, why)));
                    return new Proposal(
                            personId, seen, standing(handle, personId, false).person(), after, who, why);
                })
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.PERSON_NOT_FOUND)));
    }

    /** Does a correction that was approved. */
    public void correctAsProposed(long correctionId, String who) {
        Proposal proposal = proposal(correctionId);
        jdbi.useTransaction(handle -> {
            correct(handle, proposal.personId(), proposal.seen(), proposal.after(), who, proposal.why());
            handle.execute(
                    "update person_correction set done_at = ? where correction_id = ?", clock.instant(), correctionId);
        });
    }

    /** @param open those that wait, oldest first; otherwise those that were decided, newest first */
    public List<PersonConflict> conflicts(boolean open, int limit) {
        return jdbi.withHandle(handle -> conflicts.list(handle, open, limit));
    }

    /** @throws CodedException CONFLICT_NOT_FOUND */
    public PersonConflict conflict(long conflictId) {
        return jdbi.withHandle(handle -> conflicts.find(handle, conflictId, false));
    }

    /**
     * Decides a conflict, and does what follows from it: the same person gets the card that was applied for, with the
     * registered data corrected where only they differ; another person is registered; a rejected applicant is forgotten.
     *
     * @throws CodedException CONFLICT_NOT_FOUND, CONFLICT_DECIDED, CONFLICT_DECISION_ILLEGAL
     */
    public void decide(long conflictId, Decision decision, String who, String why) {
        jdbi.useTransaction(handle -> {
            PersonConflict conflict = conflicts.find(handle, conflictId, true);
            if (conflict.decision().isPresent()) {
                throw new CodedException(ErrorCode.CONFLICT_DECIDED, conflict.decidedBy());
            }
            if (!conflict.possible().contains(decision)) {
                throw new CodedException(ErrorCode.CONFLICT_DECISION_ILLEGAL, decision);
            }
            conflicts.decided(handle, conflictId, decision, who, why, clock.instant());
            Applicant applicant = conflict.applicant();
            switch (decision) {
                case OTHER_PERSON -> take(handle, conflict, applicant, who);
                case SAME_PERSON -> {
                    if (conflict.sameId()) {
                        Standing standing = standing(handle, conflict.personId(), true);
                        if (!PersonField.differing(standing.person(), applicant.person())
                                .isEmpty()) {
                            correct(handle, conflict.personId(), standing.version(), applicant.person(), who, why);
                        }
                    }
                    Person registered =
                            standing(handle, conflict.personId(), true).person();
                    take(handle, conflict, new Applicant(applicant.row(), registered, applicant.region()), who);
                }
                case REJECTED -> {
                    // Nothing of the applicant goes further.
                }
            }
        });
    }

    private void take(Handle handle, PersonConflict conflict, Applicant applicant, String who) {
        UUID roster = conflict.intakeId().orElseGet(UUID::randomUUID);
        String digest = handle.createQuery("select encode(sha256, 'hex') from intake where intake_id = :id")
                .bind("id", roster)
                .mapTo(String.class)
                .findOne()
                .orElse(NO_FILE);
        new RosterTransaction(handle, clock, cards, seal, roster, digest, who).take(List.of(applicant));
    }

    private byte[] sealedChanges(long personId, Person before, Person after, List<PersonField> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(fields.size());
            for (PersonField field : fields) {
                out.writeUTF(field.name());
                out.writeUTF(field.of(before));
                out.writeUTF(field.of(after));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seal.seal(bytes.toByteArray(), changed(personId));
    }

    private List<PersonHistoryEntry.Change> changes(long personId, @Nullable String sealed) {
        if (sealed == null) {
            return List.of();
        }
        byte[] clear = seal.open(HexFormat.of().parseHex(sealed), changed(personId));
        List<PersonHistoryEntry.Change> changes = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(clear))) {
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                changes.add(
                        new PersonHistoryEntry.Change(PersonField.valueOf(in.readUTF()), in.readUTF(), in.readUTF()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changes;
    }

    private static RowFields changed(long personId) {
        return RowFields.of("person_history").number(personId);
    }

    private static RowFields proposed(long personId, long seen, String who, String why) {
        return RowFields.of("person_correction")
                .number(personId)
                .number(seen)
                .text(who)
                .text(why);
    }
}
