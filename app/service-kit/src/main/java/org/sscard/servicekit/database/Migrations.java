package org.sscard.servicekit.database;

import java.util.Arrays;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The history of one schema in one database. Each migration is a transaction of its own. */
public final class Migrations {

    /** Of a database in which nothing was migrated yet. */
    public static final String NONE = "0";

    private final DataSource source;
    private final Schema schema;

    private Migrations(DataSource source, Schema schema) {
        this.source = source;
        this.schema = schema;
    }

    public static Migrations of(DataSource source, Schema schema) {
        return new Migrations(source, schema);
    }

    /** The version that the database has; {@link #NONE} before the first. */
    public String version() {
        MigrationInfo current = flyway(MigrationVersion.LATEST).info().current();
        return current == null || current.getVersion() == null
                ? NONE
                : current.getVersion().toString();
    }

    /** The newest version that this program knows. */
    public String newest() {
        return Arrays.stream(flyway(MigrationVersion.LATEST).info().all())
                .filter(migration -> migration.getState() != MigrationState.FUTURE_SUCCESS)
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(MigrationVersion::compareTo)
                .map(MigrationVersion::toString)
                .orElse(NONE);
    }

    /** Brings the database to the newest version; one that is newer than this program is refused. */
    public void toNewest() {
        migrate(MigrationVersion.LATEST);
    }

    /** Brings an empty database to the version of a backup; one that this program does not know is refused. */
    public void to(String version) {
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        if (wanted.compareTo(MigrationVersion.fromVersion(newest())) > 0) {
            throw new CodedException(ErrorCode.DATABASE_NEWER_THAN_PROGRAM);
        }
        if (!version.equals(NONE)) {
            migrate(wanted);
        }
    }

    private void migrate(MigrationVersion target) {
        try {
            Flyway flyway = flyway(target);
            boolean newer = Arrays.stream(flyway.info().all())
                    .anyMatch(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS
                            || migration.getState() == MigrationState.FUTURE_FAILED);
            if (newer) {
                throw new CodedException(ErrorCode.DATABASE_NEWER_THAN_PROGRAM);
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new CodedException(e, ErrorCode.DATABASE_MIGRATION_FAILED, schema.name());
        }
    }

    /** Takes every table away again from a database that was empty before. */
    public static void undoAll(DataSource source) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .cleanDisabled(false)
                .load()
                .clean();
    }

    private Flyway flyway(MigrationVersion target) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + schema.location())
                .failOnMissingLocations(true)
                .table("schema_history_" + schema.name())
                .baselineOnMigrate(true)
                .baselineVersion(NONE)
                .target(target)
                .load();
    }
}
