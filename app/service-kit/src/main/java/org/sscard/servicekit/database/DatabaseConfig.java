package org.sscard.servicekit.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Default;

/**
 * Which database; part of a service's configuration. Without a URL an embedded PostgreSQL keeps its files in the service's
 * data directory.
 *
 * @param url jdbc:postgresql://host:port/database; PostgreSQL 15 or newer
 * @param user of an external database
 * @param passwordFile its password, one line; never in the configuration itself
 * @param connections most connections at once
 */
public record DatabaseConfig(
        @Nullable String url,
        @Nullable String user,
        @Nullable Path passwordFile,
        @Default("10") int connections) {

    public static DatabaseConfig embedded() {
        return new DatabaseConfig(null, null, null, 10);
    }
}
