package org.sscard.servicekit.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What a failure of the database means to a caller. Needs no database on the class path. */
public final class SqlFailures {

    private static final String DATABASE = "PostgreSQL";

    private SqlFailures() {}

    /** Classes of SQLSTATE: 08 connection lost, 40 rolled back for another's sake, 53 and 57 the server cannot go on. */
    public static @Nullable CodedException coded(Throwable failure) {
        if (failure instanceof SQLTransientConnectionException) {
            return new CodedException(failure, ErrorCode.DATABASE_UNREACHABLE, DATABASE);
        }
        if (!(failure instanceof SQLException sql) || sql.getSQLState() == null) {
            return null;
        }
        String state = sql.getSQLState();
        if (state.equals("53100")) {
            return new CodedException(failure, ErrorCode.DISK_FULL, DATABASE);
        }
        if (state.startsWith("40")) {
            return new CodedException(failure, ErrorCode.DATABASE_BUSY);
        }
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
            return new CodedException(failure, ErrorCode.DATABASE_UNREACHABLE, DATABASE);
        }
        return null;
    }
}
