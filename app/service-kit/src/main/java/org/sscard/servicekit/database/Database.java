package org.sscard.servicekit.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A service's PostgreSQL: started if it is embedded, migrated, pooled. Durable: fsync, synchronous_commit and
 * full_page_writes are on. The caller holds the lock of the data directory while this is open.
 */
public final class Database implements AutoCloseable {

    private static final int OLDEST_VERSION = 15;

    private final @Nullable EmbeddedPostgres postgres;
    private final @Nullable EmbeddedPostgres owned;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final @Nullable ServiceLock lock;
    private final AutoCloseable afterwards;

    private Database(
            @Nullable EmbeddedPostgres postgres,
            @Nullable EmbeddedPostgres owned,
            HikariDataSource pool,
            @Nullable ServiceLock lock,
            AutoCloseable afterwards) {
        this.postgres = postgres;
        this.owned = owned;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        // Without the arguments of the statement: they may be a person's.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        this.lock = lock;
        this.afterwards = afterwards;
    }

    /**
     * Opens the configured database, brings its schemas up to date in the given order, and answers it. An external one serves
     * one service of a name at a time, that of the first schema.
     *
     * @param directory the service's locked data directory; used by an embedded database only
     */
    public static Database open(DatabaseConfig config, Path directory, Schema... schemas) {
        return open(config, directory, () -> {}, schemas);
    }

    /** An embedded database in a directory that is deleted on close or with the process; for tests and benchmarks. */
    public static Database temporary(Schema... schemas) {
        Path directory;
        try {
            directory = Files.createTempDirectory("sscard-database");
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, System.getProperty("java.io.tmpdir"));
        }
        Thread atExit = new Thread(() -> EmbeddedPostgres.stopLeftOver(directory), "stop temporary database");
        Runtime.getRuntime().addShutdownHook(atExit);
        return open(
                DatabaseConfig.embedded(),
                directory,
                () -> {
                    Runtime.getRuntime().removeShutdownHook(atExit);
                    TemporaryFiles.delete(directory);
                },
                schemas);
    }

    private static Database open(DatabaseConfig config, Path directory, AutoCloseable afterwards, Schema... schemas) {
        EmbeddedPostgres postgres = config.url() == null ? EmbeddedPostgres.start(directory) : null;
        return connected(config, postgres, postgres, afterwards, schemas);
    }

    /**
     * Opens a database as it stands, without migrating it; for backups and upgrades. An embedded server that serves this
     * directory already is used and left running.
     */
    public static Database asItStands(DatabaseConfig config, Path directory) {
        EmbeddedPostgres running =
                config.url() == null ? EmbeddedPostgres.running(directory).orElse(null) : null;
        if (running != null) {
            return connected(config, running, null, () -> {});
        }
        return open(config, directory);
    }

    /** @param owned the embedded server that ends with this database */
    private static Database connected(
            DatabaseConfig config,
            @Nullable EmbeddedPostgres postgres,
            @Nullable EmbeddedPostgres owned,
            AutoCloseable afterwards,
            Schema... schemas) {
        HikariDataSource pool = null;
        ServiceLock lock = null;
        try {
            pool = pool(config, postgres);
            requireVersion(pool);
            if (postgres == null && schemas.length > 0) {
                lock = ServiceLock.take(pool.getJdbcUrl(), config.user(), password(config), schemas[0].name());
            }
            for (Schema schema : schemas) {
                Migrations.of(pool, schema).toNewest();
            }
            return new Database(postgres, owned, pool, lock, afterwards);
        } catch (RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            if (pool != null) {
                pool.close();
            }
            if (owned != null) {
                owned.close();
            }
            throw e;
        }
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Whether it answers now, and is this service's alone. */
    public boolean healthy() {
        if (lock != null && !lock.held()) {
            return false;
        }
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /** For status pages: which database this is, without credentials. */
    public String description() {
        return postgres == null ? "PostgreSQL " + pool.getJdbcUrl().replaceAll("\\?.*", "") : postgres.description();
    }

    /** The TCP port of an embedded database, for tools and tests; 0 when it is external. */
    public int embeddedPort() {
        return postgres == null ? 0 : postgres.port();
    }

    @Override
    public void close() {
        pool.close();
        if (lock != null) {
            lock.close();
        }
        if (owned != null) {
            owned.close();
        }
        try {
            afterwards.close();
        } catch (Exception e) {
            throw new IllegalStateException("database closed, its directory remains", e);
        }
    }

    private static HikariDataSource pool(DatabaseConfig config, @Nullable EmbeddedPostgres postgres) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("database");
        hikari.setMaximumPoolSize(config.connections());
        hikari.setMinimumIdle(1);
        hikari.setConnectionTimeout(10_000);
        if (postgres != null) {
            hikari.setJdbcUrl(postgres.url());
            hikari.setUsername(EmbeddedPostgres.USER);
            hikari.setPassword(postgres.password());
        } else {
            hikari.setJdbcUrl(config.url());
            hikari.setUsername(config.user());
            hikari.setPassword(password(config));
        }
        // A server's DETAIL line repeats the row's values, which may be a person's.
        hikari.addDataSourceProperty("logServerErrorDetail", "false");
        hikari.addDataSourceProperty("ApplicationName", "sscard");
        try {
            return new HikariDataSource(hikari);
        } catch (HikariPool.PoolInitializationException e) {
            throw new CodedException(
                    e, ErrorCode.DATABASE_UNREACHABLE, hikari.getJdbcUrl().replaceAll("\\?.*", ""));
        } catch (RuntimeException e) {
            throw new CodedException(
                    e, ErrorCode.CONFIG_VALUE_INVALID, "database.url", "jdbc:postgresql://host:port/name");
        }
    }

    private static @Nullable String password(DatabaseConfig config) {
        Path file = config.passwordFile();
        if (file == null) {
            return null;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CONFIG_VALUE_INVALID, "database.passwordFile", "a readable file");
        }
    }

    private static void requireVersion(DataSource pool) {
        try (Connection connection = pool.getConnection()) {
            if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_VERSION) {
                throw new CodedException(
                        ErrorCode.DATABASE_VERSION_UNSUPPORTED,
                        connection.getMetaData().getDatabaseProductVersion(),
                        OLDEST_VERSION);
            }
        } catch (SQLException e) {
            throw new CodedException(e, ErrorCode.DATABASE_UNREACHABLE, "");
        }
    }
}
