package org.sscard.issuer.registry.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;

/** A person's data, sealed: everything but the name, by which persons are found. */
final class PersonRows {

    private final RegistrySeal seal;

    PersonRows(RegistrySeal seal) {
        this.seal = seal;
    }

    byte[] sealed(Person person) {
        return seal.seal(data(person), bound(seal.index(person.idNumber()), person.name()));
    }

    /** @throws org.sscard.wire.error.CodedException REGISTRY_ROW_TAMPERED */
    Person person(ResultSet row) throws SQLException {
        String name = row.getString("name");
        byte[] sealed = row.getBytes("sealed");
        byte[] index = row.getBytes("id_index");
        return person(name, seal.open(sealed == null ? new byte[0] : sealed, bound(index, name)));
    }

    /** All of a person with the name, in clear: to be sealed by the caller. */
    byte[] whole(Person person) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(person.name());
            out.write(data(person));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Person whole(byte[] clear) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(clear))) {
            return person(in.readUTF(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] data(Person person) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(person.idNumber());
            out.writeUTF(person.sex());
            out.writeUTF(person.ethnicGroup());
            out.writeUTF(person.birthplace());
            out.writeUTF(person.birthDate().toString());
            out.writeUTF(person.hukouRegion());
            out.writeUTF(person.hukouAddress());
            out.writeUTF(person.phone());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Person person(String name, byte[] data) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(data))) {
            String idNumber = in.readUTF();
            return new Person(
                    idNumber,
                    name,
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    LocalDate.parse(in.readUTF()),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the row's own MAC holds: over number, name, data, version and the end of its history. */
    boolean intact(ResultSet row) throws SQLException {
        byte[] mac = row.getBytes("mac");
        return mac != null
                && MessageDigest.isEqual(
                        mac,
                        mac(
                                row.getBytes("id_index"),
                                row.getString("name"),
                                row.getBytes("sealed"),
                                row.getLong("version"),
                                row.getBytes("history_mac")));
    }

    byte[] mac(byte[] index, String name, byte[] sealed, long version, byte @Nullable [] historyMac) {
        return seal.mac(RowFields.of("person_row")
                .bytes(index)
                .text(name)
                .bytes(sealed)
                .number(version)
                .bytes(historyMac));
    }

    /** The MAC of a row as it was just written, in the caller's transaction. */
    void reseal(Handle handle, long personId) {
        byte[] mac = handle.createQuery("select * from person where person_id = :id")
                .bind("id", personId)
                .map((row, context) -> mac(
                        row.getBytes("id_index"),
                        row.getString("name"),
                        row.getBytes("sealed"),
                        row.getLong("version"),
                        row.getBytes("history_mac")))
                .one();
        handle.execute("update person set mac = ? where person_id = ?", mac, personId);
    }

    byte[] index(Person person) {
        return seal.index(person.idNumber());
    }

    private static RowFields bound(byte[] index, String name) {
        return RowFields.of("person").bytes(index).text(name);
    }
}
