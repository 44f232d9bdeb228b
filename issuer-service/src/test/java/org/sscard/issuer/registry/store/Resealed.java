package org.sscard.issuer.registry.store;

import java.util.List;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.servicekit.database.Database;

/** A row that a test wrote by hand, as if the service had written it. */
public final class Resealed {

    private Resealed() {}

    public static void card(Database database, RegistrySeal seal, long cardId) {
        database.jdbi().useHandle(handle -> new CardRows(seal).reseal(handle, List.of(cardId)));
    }
}
