package org.sscard.launcher.bench.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Jdbi;

/**
 * What the database itself can do: one statement that inserts, updates and inserts, committed by itself, as pgbench would
 * send it. Its tables are a fraction of a settlement's, on purpose: this is the limit, not a rival.
 */
public final class CommitBaseline {

    private static final int ACCOUNTS = 100_000;

    private static final String TRANSACTION = """
            with entry as (insert into bench.entry (account, amount) values (?, ?) returning entry_id),
                 account as (update bench.account set balance = balance + ? where account_id = ? returning account_id)
            insert into bench.leg select entry_id, 1, ? from entry, account
            """;

    private final Jdbi jdbi;

    public CommitBaseline(Jdbi jdbi) {
        this.jdbi = jdbi;
        jdbi.useHandle(handle -> {
            handle.execute("create schema bench");
            handle.execute("create table bench.account (account_id bigint primary key, balance bigint not null)");
            handle.execute("create table bench.entry (entry_id bigint generated always as identity primary key,"
                    + " account bigint not null, amount bigint not null, at timestamptz not null default now())");
            handle.execute("create table bench.leg (entry_id bigint, leg int, amount bigint not null,"
                    + " primary key (entry_id, leg))");
            handle.execute("insert into bench.account select n, 0 from generate_series(1, " + ACCOUNTS + ") n");
            handle.execute("vacuum analyze bench.account");
        });
    }

    /** A connection that commits one transaction a call. */
    public final class Client implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement statement;

        private Client() throws SQLException {
            connection = jdbi.open().getConnection();
            connection.setAutoCommit(true);
            statement = connection.prepareStatement(TRANSACTION);
        }

        public void commitOne() {
            long account = 1L + ThreadLocalRandom.current().nextInt(ACCOUNTS);
            try {
                statement.setLong(1, account);
                statement.setLong(2, 5);
                statement.setLong(3, 5);
                statement.setLong(4, account);
                statement.setLong(5, 5);
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public Client client() {
        try {
            return new Client();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the server's setting is on. */
    public boolean isOn(String setting) {
        return jdbi.withHandle(handle -> handle.createQuery("select current_setting(:name) = 'on'")
                .bind("name", setting)
                .mapTo(Boolean.class)
                .one());
    }
}
