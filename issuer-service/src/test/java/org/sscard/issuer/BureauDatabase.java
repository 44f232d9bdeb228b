package org.sscard.issuer;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** One embedded PostgreSQL for the tests of a JVM; every caller finds it empty. */
public final class BureauDatabase {

    private BureauDatabase() {}

    private static final class Holder {
        static final Database DATABASE = Database.temporary(IssuerService.SCHEMA);
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
            handle.execute("alter sequence chip_serial restart");
        });
        return Holder.DATABASE;
    }
}
