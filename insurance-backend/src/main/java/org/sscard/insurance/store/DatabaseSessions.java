package org.sscard.insurance.store;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** Opens sessions on the insurer's database. */
public final class DatabaseSessions {

    private final Jdbi jdbi;

    public DatabaseSessions(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Runs the work as one transaction; it is committed, durably, when this returns. */
    public <T> T inTransaction(Function<DatabaseSession, T> work) {
        return jdbi.inTransaction(handle -> work.apply(new DatabaseSession(handle)));
    }

    public void useTransaction(Consumer<DatabaseSession> work) {
        jdbi.useTransaction(handle -> work.accept(new DatabaseSession(handle)));
    }

    /** Reads, each statement for itself. */
    public <T> T read(Function<DatabaseSession, T> work) {
        return jdbi.withHandle(handle -> work.apply(new DatabaseSession(handle)));
    }
}
