package org.sscard.servicekit.backup;

import java.util.List;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.servicekit.database.Schema;

/**
 * What a service keeps, and so what its backup holds.
 *
 * @param name as in {@code DataDirectory.open}: "insurance", "issuer", …
 * @param schemas in the order of {@code Database.open}
 * @param files in the data directory, by name; a folder stands for all that is in it, what is absent is left out. The
 *     database, its password and the lock are never among them
 * @param probes what must hold of the data whatever happened to them
 */
public record ServiceData(String name, List<Schema> schemas, List<String> files, List<Probe> probes) {

    public ServiceData {
        schemas = List.copyOf(schemas);
        files = List.copyOf(files);
        probes = List.copyOf(probes);
    }
}
