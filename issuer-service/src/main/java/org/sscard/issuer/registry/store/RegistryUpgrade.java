package org.sscard.issuer.registry.store;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Before the registry opens: the key is the one that sealed it, and rows of older versions are sealed. */
public final class RegistryUpgrade {

    private static final int AT_ONCE = 1_000;
    private static final String BEGUN = "begun";
    /** Rows are sealed, histories have no MACs yet. */
    private static final String COMPLETE = "complete";

    private static final String CHAINED = "chained";

    private final Database database;
    private final RegistrySeal seal;

    public RegistryUpgrade(Database database, RegistrySeal seal) {
        this.database = database;
        this.seal = seal;
    }

    /**
     * @throws CodedException REGISTRY_KEY_DIFFERS: nothing is opened or sealed with a key that is not this registry's.
     *     REGISTRY_ROW_TAMPERED: the mark of a sealed registry was taken away
     */
    public void run() {
        if (!database.jdbi().inTransaction(this::toBeSealed)) {
            return;
        }
        while (database.jdbi().inTransaction(this::sealPersons) > 0) {
            // The next thousand.
        }
        while (database.jdbi().inTransaction(this::sealCards) > 0) {
            // The next thousand.
        }
        while (database.jdbi().inTransaction(this::chainPersons) > 0) {
            // The next thousand.
        }
        while (database.jdbi().inTransaction(this::chainCards) > 0) {
            // The next thousand.
        }
        database.jdbi().useHandle(handle -> handle.execute("update registry_seal set canary = ?", canary(CHAINED)));
    }

    /**
     * Rows without a seal are sealed once, when this version comes to an older registry. Afterwards they are rows that
     * somebody changed by hand.
     */
    private boolean toBeSealed(Handle handle) {
        Optional<byte[]> kept = handle.createQuery("select canary from registry_seal")
                .mapTo(byte[].class)
                .findOne();
        if (kept.isPresent()) {
            if (MessageDigest.isEqual(kept.get(), canary(CHAINED))) {
                return false;
            }
            if (!MessageDigest.isEqual(kept.get(), canary(BEGUN))
                    && !MessageDigest.isEqual(kept.get(), canary(COMPLETE))) {
                throw new CodedException(ErrorCode.REGISTRY_KEY_DIFFERS);
            }
            return true;
        }
        if (exists(handle, "select 1 from person where sealed is not null")) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "registry_seal");
        }
        boolean old = exists(handle, "select 1 from person");
        handle.execute("insert into registry_seal (canary) values (?)", canary(old ? BEGUN : CHAINED));
        return old;
    }

    private byte[] canary(String stage) {
        return seal.mac(RowFields.of("registry_seal").text(stage));
    }

    private static boolean exists(Handle handle, String query) {
        return handle.createQuery("select exists (" + query + ")")
                .mapTo(Boolean.class)
                .one();
    }

    private int sealPersons(Handle handle) {
        PersonRows rows = new PersonRows(seal);
        PreparedBatch batch = handle.prepareBatch("""
                update person set id_index = :index, sealed = :sealed, id_number = null, sex = null, ethnic_group = null,
                  birthplace = null, birth_date = null, hukou_region = null, hukou_address = null, phone = null
                where person_id = :id""");
        int[] count = {0};
        handle.createQuery("select * from person where sealed is null order by person_id limit :limit for update")
                .bind("limit", AT_ONCE)
                .map((row, context) -> {
                    Person person = new Person(
                            row.getString("id_number"),
                            row.getString("name"),
                            row.getString("sex"),
                            row.getString("ethnic_group"),
                            row.getString("birthplace"),
                            row.getDate("birth_date").toLocalDate(),
                            row.getString("hukou_region"),
                            row.getString("hukou_address"),
                            row.getString("phone"));
                    batch.bind("index", seal.index(person.idNumber()))
                            .bind("sealed", rows.sealed(person))
                            .bind("id", row.getLong("person_id"))
                            .add();
                    return count[0]++;
                })
                .list();
        if (count[0] > 0) {
            batch.execute();
        }
        return count[0];
    }

    /** Rows that no version of this service has sealed yet are taken as they stand: the MAC begins here. */
    private int sealCards(Handle handle) {
        List<Long> cards = new ArrayList<>(handle.createQuery(
                        "select card_id from card where mac is null order by card_id limit :limit for update")
                .bind("limit", AT_ONCE)
                .mapTo(Long.class)
                .list());
        if (cards.isEmpty()) {
            return 0;
        }
        handle.createUpdate("""
                update card c set entries = (select count(*) from card_history h where h.card_id = c.card_id)
                where card_id = any(:ids)""").bindArray("ids", Long.class, cards).execute();
        new CardRows(seal).resealUnchained(handle, cards);
        return cards.size();
    }

    private int chainPersons(Handle handle) {
        PersonRows rows = new PersonRows(seal);
        PersonHistory history = new PersonHistory(seal);
        NearPersons near = new NearPersons(seal);
        Map<Long, Person> persons = new HashMap<>();
        handle.createQuery("select * from person where mac is null order by person_id limit :limit for update")
                .bind("limit", AT_ONCE)
                .map((row, context) -> persons.put(row.getLong("person_id"), rows.person(row)))
                .list();
        near.add(handle, persons);
        for (long personId : persons.keySet()) {
            history.chainUp(handle, personId);
            rows.reseal(handle, personId);
        }
        return persons.size();
    }

    /** A card whose row was changed by hand before is not made good by this: it keeps the MAC that does not hold. */
    private int chainCards(Handle handle) {
        CardRows rows = new CardRows(seal);
        CardHistory history = new CardHistory(seal);
        List<Long> intact = new ArrayList<>();
        List<Long> cards = new ArrayList<>();
        handle.createQuery(CardRows.SELECT + """
                where c.history_mac is null and c.entries > 0 order by c.card_id limit :limit for update of c""")
                .bind("limit", AT_ONCE)
                .map((row, context) -> {
                    long cardId = row.getLong("card_id");
                    if (rows.intactUnchained(row)) {
                        intact.add(cardId);
                    }
                    history.chainUp(handle, cardId, row.getString("card_number"));
                    return cards.add(cardId);
                })
                .list();
        rows.reseal(handle, intact);
        return cards.size();
    }
}
