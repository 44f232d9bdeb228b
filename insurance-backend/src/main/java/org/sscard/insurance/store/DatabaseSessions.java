package org.sscard.insurance.store;

import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sscard.servicekit.database.Database;

/** Opens sessions on the insurer's database. */
public final class DatabaseSessions {

    private static final int ATTEMPTS = 4;

    private final Jdbi jdbi;

    public DatabaseSessions(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * Runs the work as one transaction; it is committed, durably, when this returns. Work that the database rolled back for
     * another's sake (a deadlock, a day that was cut meanwhile) is done again from its beginning.
     */
    public <T> T inTransaction(Function<DatabaseSession, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(handle -> work.apply(new DatabaseSession(handle)));
            } catch (JdbiException e) {
                if (attempt == ATTEMPTS || !rolledBackForAnother(e)) {
                    throw e;
                }
            }
        }
    }

    public void useTransaction(Consumer<DatabaseSession> work) {
        inTransaction(session -> {
            work.accept(session);
            return true;
        });
    }

    /** SQLSTATE class 40. */
    private static boolean rolledBackForAnother(JdbiException failure) {
        return failure.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("40");
    }

    /** Reads, each statement for itself. */
    public <T> T read(Function<DatabaseSession, T> work) {
        return jdbi.withHandle(handle -> work.apply(new DatabaseSession(handle)));
    }
}
