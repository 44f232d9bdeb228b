package org.sscard.servicekit.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.sscard.servicekit.database.SqlFailures;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Tables and sequences of a database as COPY text (embedded PostgreSQL ships no pg_dump). One connection, one transaction:
 * reading sees one instant, loading is whole or nothing. Flyway's histories are left out: a restore writes its own.
 */
public final class TableCopies implements AutoCloseable {

    /** So that the same rows have the same text wherever they are copied. */
    private static final List<String> TEXT_FORM = List.of(
            "set local timezone = 'UTC'",
            "set local datestyle = 'ISO, YMD'",
            "set local intervalstyle = 'iso_8601'",
            "set local bytea_output = 'hex'",
            "set local extra_float_digits = 1",
            "set local synchronize_seqscans = off");

    private static final String OWN_TABLES =
            "relnamespace = current_schema()::regnamespace and relname not like 'schema\\_history\\_%'";

    private final Connection connection;

    private TableCopies(Connection connection) {
        this.connection = connection;
    }

    /** For reading: one snapshot, in which other transactions go on unseen. */
    public static TableCopies reading(DataSource source) {
        return begin(source, "set transaction isolation level repeatable read read only");
    }

    /** For loading; nothing is there until {@link #commit()}. */
    public static TableCopies loading(DataSource source) {
        return begin(source, "set transaction isolation level read committed read write");
    }

    private static TableCopies begin(DataSource source, String mode) {
        return coded(() -> {
            Connection connection = source.getConnection();
            try {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    statement.execute(mode);
                    for (String setting : TEXT_FORM) {
                        statement.execute(setting);
                    }
                }
                return new TableCopies(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        });
    }

    /** Own tables with the columns that a copy carries, each after those that it refers to. */
    public Map<String, List<String>> tables() {
        return coded(() -> {
            Map<String, List<String>> columns = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("""
                            select relname, attname from pg_class join pg_attribute on attrelid = pg_class.oid
                            where relkind = 'r' and attnum > 0 and not attisdropped and attgenerated = ''
                              and\s""" + OWN_TABLES + " order by relname, attnum")) {
                while (rows.next()) {
                    columns.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                            .add(rows.getString(2));
                }
            }
            Map<String, List<String>> ordered = new LinkedHashMap<>();
            Map<String, Set<String>> references = references();
            Set<String> begun = new HashSet<>();
            columns.keySet().forEach(table -> place(table, references, columns, begun, ordered));
            return ordered;
        });
    }

    private static void place(
            String table,
            Map<String, Set<String>> references,
            Map<String, List<String>> columns,
            Set<String> begun,
            Map<String, List<String>> ordered) {
        List<String> own = columns.get(table);
        if (own == null || !begun.add(table)) {
            return;
        }
        references.getOrDefault(table, Set.of()).forEach(other -> place(other, references, columns, begun, ordered));
        ordered.put(table, own);
    }

    private Map<String, Set<String>> references() throws SQLException {
        Map<String, Set<String>> references = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select a.relname, b.relname from pg_constraint c
                        join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid
                        where c.contype = 'f' order by 1, 2
                        """)) {
            while (rows.next()) {
                references
                        .computeIfAbsent(rows.getString(1), table -> new HashSet<>())
                        .add(rows.getString(2));
            }
        }
        return references;
    }

    /** Copies a table out, in the order of its primary key. */
    public SavedTable copyOut(String table, List<String> columns, OutputStream target) {
        return coded(() -> {
            DigestingOutput output = new DigestingOutput(target);
            String query = "copy (select " + names(columns) + " from " + quoted(table) + " order by " + order(table)
                    + ") to stdout";
            long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(query, output);
            return new SavedTable(table, columns, rows, output.bytes(), output.sha256());
        });
    }

    private String order(String table) throws SQLException {
        List<String> key = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select attname from pg_index
                cross join lateral unnest(indkey::int2[]) with ordinality as k (number, place)
                join pg_attribute on attrelid = indrelid and attnum = k.number
                where indisprimary and indrelid = to_regclass(quote_ident(?)) order by place
                """)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    key.add(rows.getString(1));
                }
            }
        }
        return key.isEmpty() ? quoted(table) + "::text" : names(key);
    }

    public List<SavedSequence> sequences() {
        return coded(() -> {
            List<String> names = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select relname from pg_class where relkind = 'S' and " + OWN_TABLES + " order by 1")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            List<SavedSequence> sequences = new ArrayList<>();
            for (String name : names) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select last_value, is_called from " + quoted(name))) {
                    row.next();
                    sequences.add(new SavedSequence(name, row.getLong(1), row.getBoolean(2)));
                }
            }
            return sequences;
        });
    }

    /** Whether the database holds no table at all. */
    public boolean isEmpty() {
        return number("select count(*) from pg_class where relkind in ('r', 'p', 'v', 'm') "
                        + "and relnamespace = current_schema()::regnamespace")
                == 0;
    }

    public String serverVersion() {
        return coded(() -> connection.getMetaData().getDatabaseProductVersion());
    }

    /**
     * Takes away what migrations put into the tables. Triggers rest until {@link #wakeTriggers}: what is loaded was
     * accepted once, on days that may be closed by now.
     */
    public void empty(List<String> tables) {
        coded(() -> {
            try (Statement statement = connection.createStatement()) {
                for (String table : tables) {
                    statement.execute("alter table " + quoted(table) + " disable trigger user");
                }
                if (!tables.isEmpty()) {
                    statement.execute("truncate " + names(tables));
                }
            }
            return tables.size();
        });
    }

    /** Loads rows in COPY text format; answers how many. Constraints are checked. */
    public long copyIn(String table, List<String> columns, InputStream rows) {
        return coded(() -> connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + quoted(table) + " (" + names(columns) + ") from stdin", rows));
    }

    public void set(SavedSequence sequence) {
        coded(() -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select setval(quote_ident(?)::regclass, ?, ?)")) {
                statement.setString(1, sequence.name());
                statement.setLong(2, sequence.lastValue());
                statement.setBoolean(3, sequence.called());
                return statement.execute();
            }
        });
    }

    public void wakeTriggers(List<String> tables) {
        coded(() -> {
            try (Statement statement = connection.createStatement()) {
                for (String table : tables) {
                    statement.execute("alter table " + quoted(table) + " enable trigger user");
                }
            }
            return tables.size();
        });
    }

    /** The first number of a query's answer. */
    public long number(String sql) {
        return coded(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    public void commit() {
        coded(() -> {
            connection.commit();
            return true;
        });
    }

    /** Without a commit before, nothing was done. */
    @Override
    public void close() {
        coded(() -> {
            try (connection) {
                connection.rollback();
            }
            return true;
        });
    }

    private static String names(List<String> names) {
        return names.stream().map(TableCopies::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private interface Work<T> {
        T run() throws SQLException, IOException;
    }

    private static <T> T coded(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            CodedException known = SqlFailures.coded(e);
            throw known == null ? new CodedException(e, ErrorCode.DATA_BACKUP_REFUSED, e.getSQLState()) : known;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_FILE_FAILED, "");
        }
    }
}
