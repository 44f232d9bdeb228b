package org.sscard.issuer;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** One embedded PostgreSQL for the tests of a JVM; every caller finds it empty. */
public final class BureauDatabase {

    private BureauDatabase() {}

    private static final class Holder {
        static final Database DATABASE = unhurried();

        /** No test kills this server, so commits need not wait for the disk; the durable setting is service-kit's test. */
        private static Database unhurried() {
            Database database = Database.temporary(IssuerService.SCHEMA);
            database.jdbi().useHandle(handle -> {
                handle.execute("alter system set synchronous_commit = off");
                handle.execute("select pg_reload_conf()");
            });
            return database;
        }
    }

    public static Database fresh() {
        Jdbi jdbi = Holder.DATABASE.jdbi();
        jdbi.useHandle(handle -> {
            List<String> tables = handle.createQuery("select tablename from pg_tables where schemaname = 'public'"
                            + " and tablename not like 'schema_history%'")
                    .mapTo(String.class)
                    .list();
            handle.execute("truncate " + String.join(", ", tables) + " restart identity");
            handle.execute("insert into card_status_head (version) values (0)");
            handle.execute("insert into house_time (elapsed_millis, counter, token) values (0, '', 0)");
            handle.execute("alter sequence chip_serial restart");
        });
        return Holder.DATABASE;
    }
}
