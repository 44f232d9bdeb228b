package org.sscard.servicekit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class SqlFailuresTest {

    @Test
    void whatTheCallerCanWaitFor_isSaid_andABugStaysABug() {
        assertThat(code(new SQLTransientConnectionException("pool"))).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
        assertThat(code(new SQLException("line", "08006"))).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
        assertThat(code(new SQLException("stop", "57P01"))).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
        assertThat(code(new SQLException("deadlock", "40P01"))).isEqualTo(ErrorCode.DATABASE_BUSY);
        assertThat(code(new SQLException("full", "53100"))).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(SqlFailures.coded(new SQLException("unique", "23505"))).isNull();
        assertThat(SqlFailures.coded(new IllegalStateException())).isNull();
    }

    private static ErrorCode code(Throwable failure) {
        CodedException coded = SqlFailures.coded(failure);
        return coded == null ? null : coded.code();
    }
}
