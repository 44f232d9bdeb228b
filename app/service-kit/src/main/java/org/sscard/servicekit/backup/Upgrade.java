package org.sscard.servicekit.backup;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.database.Migrations;
import org.sscard.servicekit.database.Schema;

/**
 * Brings a service's data to the newest schema, after a backup. The service stands still meanwhile. (A service that starts
 * migrates by itself; this is the way with a safety net.)
 *
 * @param before versions by schema
 * @param after versions by schema
 * @param backup what was saved before; absent when the data were new enough, and then nothing was done
 */
public record Upgrade(
        Map<String, String> before,
        Map<String, String> after,
        @Nullable Manifest backup) {

    public Upgrade {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /**
     * Saves to {@code target}, migrates, asks the probes.
     *
     * @throws org.sscard.wire.error.CodedException also after the backup was written; the data are then as a failed
     *     migration left them, each migration whole or not at all, and the backup restores them
     */
    public static Upgrade run(ServiceData data, DatabaseConfig config, Path directory, Path target, Clock clock) {
        try (DataDirectory lock = DataDirectory.open(directory, data.name());
                Database database = Database.asItStands(config, lock.path())) {
            Map<String, String> before = Backup.versions(data, database);
            Optional<Schema> old = data.schemas().stream()
                    .filter(schema -> !Migrations.of(database.dataSource(), schema)
                            .newest()
                            .equals(before.get(schema.name())))
                    .findAny();
            Manifest backup = old.isPresent() ? Backup.write(data, database, lock.path(), target, clock) : null;
            for (Schema schema : data.schemas()) {
                Migrations.of(database.dataSource(), schema).toNewest();
            }
            Restore.ask(data.probes(), database);
            return new Upgrade(before, Backup.versions(data, database), backup);
        }
    }
}
