package org.sscard.issuer.registry.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.registry.NearPerson;
import org.sscard.issuer.registry.NearRules;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.seal.RegistrySeal;

/** Persons of the registry who may be the same as others. */
final class NearPersons {

    private final RegistrySeal seal;
    private final PersonRows persons;

    NearPersons(RegistrySeal seal) {
        this.seal = seal;
        this.persons = new PersonRows(seal);
    }

    /** The digests under which a person is found, 8 bytes each. */
    List<Long> keys(Person person) {
        return NearRules.standard().keys(person).stream()
                .map(key -> ByteBuffer.wrap(seal.index(key)).getLong())
                .toList();
    }

    void add(Handle handle, Map<Long, Person> added) {
        List<Long> keys = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        added.forEach((id, person) -> keys(person).forEach(key -> {
            keys.add(key);
            ids.add(id);
        }));
        handle.createUpdate("insert into person_near (near_key, person_id) select * from unnest(:keys, :ids)"
                        + " on conflict do nothing")
                .bindArray("keys", Long.class, keys)
                .bindArray("ids", Long.class, ids)
                .execute();
    }

    void replace(Handle handle, long personId, Person person) {
        handle.execute("delete from person_near where person_id = ?", personId);
        add(handle, Map.of(personId, person));
    }

    /** Of each person those who are registered already and may be the same, by id number. */
    Map<String, List<NearPerson>> of(Handle handle, List<Person> asked) {
        Map<Long, List<Person>> byKey = new HashMap<>();
        for (Person person : asked) {
            keys(person)
                    .forEach(key -> byKey.computeIfAbsent(key, none -> new ArrayList<>())
                            .add(person));
        }
        Map<String, List<NearPerson>> near = new HashMap<>();
        handle.createQuery("""
                select n.near_key, p.* from person_near n join person p using (person_id)
                where n.near_key = any(:keys) order by p.person_id""")
                .bindArray("keys", Long.class, List.copyOf(byKey.keySet()))
                .map((row, context) -> {
                    Person registered = persons.person(row);
                    long personId = row.getLong("person_id");
                    for (Person person : byKey.getOrDefault(row.getLong("near_key"), List.of())) {
                        NearRules.standard()
                                .between(person, registered)
                                .ifPresent(rule -> add(near, person, new NearPerson(personId, registered, rule)));
                    }
                    return personId;
                })
                .list();
        return near;
    }

    /** One person is found under several digests. */
    private static void add(Map<String, List<NearPerson>> near, Person person, NearPerson found) {
        List<NearPerson> list = near.computeIfAbsent(person.idNumber(), none -> new ArrayList<>());
        if (list.stream().noneMatch(other -> other.personId() == found.personId())) {
            list.add(found);
        }
    }
}
