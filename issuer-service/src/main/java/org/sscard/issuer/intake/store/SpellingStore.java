package org.sscard.issuer.intake.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;

/** How persons want names written that the card cannot hold. */
public final class SpellingStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public SpellingStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    /** @param evidence how the choice is known */
    public record Spelling(String name, String spelling, String evidence) {

        /** A name is holder data. */
        @Override
        public String toString() {
            return "Spelling[]";
        }
    }

    public void choose(String idNumber, Spelling choice, String who) {
        byte[] index = index(idNumber, choice.name());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(choice.name());
            out.writeUTF(choice.spelling());
            out.writeUTF(choice.evidence());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jdbi.useHandle(handle -> handle.execute(
                "insert into name_spelling (name_index, sealed, who, at) values (?, ?, ?, ?)",
                index,
                seal.seal(bytes.toByteArray(), bound(index, who)),
                who,
                clock.instant()));
    }

    /** What this person chose for this name, last. */
    public Optional<Spelling> of(String idNumber, String name) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from name_spelling where name_index = :index
                        order by name_spelling_id desc limit 1""")
                .bind("index", index(idNumber, name))
                .map((row, context) -> {
                    byte[] clear =
                            seal.open(row.getBytes("sealed"), bound(row.getBytes("name_index"), row.getString("who")));
                    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(clear))) {
                        return new Spelling(in.readUTF(), in.readUTF(), in.readUTF());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .findOne());
    }

    private byte[] index(String idNumber, String name) {
        return seal.index("spelling\n" + idNumber + "\n" + name);
    }

    private static RowFields bound(byte[] index, String who) {
        return RowFields.of("name_spelling").bytes(index).text(who);
    }
}
