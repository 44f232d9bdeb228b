package org.sscard.issuer.registry.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
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
        return seal.seal(bytes.toByteArray(), bound(seal.index(person.idNumber()), person.name()));
    }

    /** @throws org.sscard.wire.error.CodedException REGISTRY_ROW_TAMPERED */
    Person person(ResultSet row) throws SQLException {
        String name = row.getString("name");
        byte[] sealed = row.getBytes("sealed");
        byte[] index = row.getBytes("id_index");
        byte[] clear = seal.open(sealed == null ? new byte[0] : sealed, bound(index, name));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(clear))) {
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

    private static RowFields bound(byte[] index, String name) {
        return RowFields.of("person").bytes(index).text(name);
    }
}
