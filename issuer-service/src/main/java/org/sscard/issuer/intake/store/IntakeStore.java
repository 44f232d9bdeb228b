package org.sscard.issuer.intake.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.Intake;
import org.sscard.issuer.intake.IntakeRow;
import org.sscard.issuer.intake.RosterFault;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;

/** Rosters between their upload and the registry, row by row, encrypted. */
public final class IntakeStore {

    private static final HexFormat HEX = HexFormat.of();

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public IntakeStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    public void open(UUID intakeId, String fileName, String sha256, String who) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into intake (intake_id, file_name, sha256, state, brought_by, brought_at, began_at)"
                        + " values (?, ?, ?, 'READING', ?, ?, ?)",
                intakeId,
                fileName,
                HEX.parseHex(sha256),
                who,
                clock.instant(),
                clock.instant()));
    }

    /** Adds rows that were read. */
    public void stage(UUID intakeId, List<IntakeRow> rows) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("""
                    insert into intake_row (intake_id, row, state, sealed, codes, id_index)
                    select :intake, u.row, u.state, decode(u.sealed, 'hex'), array_remove(string_to_array(u.codes, ' '), ''),
                      decode(nullif(u.id_index, ''), 'hex')
                    from unnest(:rows, :states, :sealed, :codes, :indexes) as u (row, state, sealed, codes, id_index)""")
                    .bind("intake", intakeId)
                    .bindArray(
                            "rows",
                            Integer.class,
                            rows.stream().map(IntakeRow::number).toArray())
                    .bindArray(
                            "states",
                            String.class,
                            rows.stream().map(row -> row.state().name()).toArray())
                    .bindArray(
                            "sealed",
                            String.class,
                            rows.stream()
                                    .map(row -> HEX.formatHex(sealed(intakeId, row)))
                                    .toArray())
                    .bindArray(
                            "codes",
                            String.class,
                            rows.stream().map(IntakeStore::codes).toArray())
                    .bindArray(
                            "indexes",
                            String.class,
                            rows.stream().map(this::index).toArray())
                    .execute();
            handle.execute(
                    "update intake set total = total + ?, done = done + ? where intake_id = ?",
                    rows.size(),
                    rows.size(),
                    intakeId);
        });
    }

    /** The first row of each of these persons among the rows there are, but the row itself. */
    public Map<String, Integer> rowsOf(UUID intakeId, List<String> idNumbers) {
        Map<String, String> byIndex = new HashMap<>();
        idNumbers.forEach(number -> byIndex.put(HEX.formatHex(seal.index(number)), number));
        Map<String, Integer> rows = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select encode(id_index, 'hex') as id_index, min(row) as first from intake_row
                        where intake_id = :intake and id_index = any(cast(:indexes as bytea[]))
                        group by id_index""")
                .bind("intake", intakeId)
                .bindArray(
                        "indexes",
                        String.class,
                        byIndex.keySet().stream().map(hex -> "\\x" + hex).toArray())
                .map((row, context) ->
                        rows.put(Objects.requireNonNull(byIndex.get(row.getString("id_index"))), row.getInt("first")))
                .list());
        return rows;
    }

    /** One row, as it is after it was mended. */
    public void replace(UUID intakeId, IntakeRow row) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update intake_row set state = :state, sealed = :sealed,
                          codes = array_remove(string_to_array(:codes, ' '), ''),
                          id_index = decode(nullif(:index, ''), 'hex')
                        where intake_id = :intake and row = :row and state in ('GOOD', 'WRONG')""")
                .bind("state", row.state().name())
                .bind("sealed", sealed(intakeId, row))
                .bind("codes", codes(row))
                .bind("index", index(row))
                .bind("intake", intakeId)
                .bind("row", row.number())
                .execute());
    }

    /** The next rows to be taken over, locked. */
    public List<IntakeRow> nextGood(Handle handle, UUID intakeId, int limit) {
        return handle.createQuery("""
                        select * from intake_row where intake_id = :intake and state = 'GOOD'
                        order by row limit :limit for update""")
                .bind("intake", intakeId)
                .bind("limit", limit)
                .map((row, context) -> row(intakeId, row))
                .list();
    }

    /** Rows that the registry has answered: their data are not kept here any longer, unless they have to be mended. */
    public void answered(Handle handle, UUID intakeId, List<IntakeRow> rows) {
        handle.createUpdate("""
                        update intake_row r set state = u.state, codes = array_remove(string_to_array(u.codes, ' '), ''),
                          sealed = decode(nullif(u.sealed, ''), 'hex')
                        from unnest(:rows, :states, :codes, :sealed) as u (row, state, codes, sealed)
                        where r.intake_id = :intake and r.row = u.row""")
                .bind("intake", intakeId)
                .bindArray(
                        "rows",
                        Integer.class,
                        rows.stream().map(IntakeRow::number).toArray())
                .bindArray(
                        "states",
                        String.class,
                        rows.stream().map(row -> row.state().name()).toArray())
                .bindArray(
                        "codes",
                        String.class,
                        rows.stream().map(IntakeStore::codes).toArray())
                .bindArray(
                        "sealed",
                        String.class,
                        rows.stream()
                                .map(row -> row.state() == IntakeRow.State.WRONG
                                        ? HEX.formatHex(sealed(intakeId, row))
                                        : "")
                                .toArray())
                .execute();
        handle.execute("update intake set done = done + ? where intake_id = ?", rows.size(), intakeId);
    }

    /** Moves an intake on; of two who want the same, one succeeds. */
    public boolean move(UUID intakeId, List<Intake.State> from, Intake.State to, String failure, String who) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        update intake set state = :to, failure = :failure, ended_at = :now,
                          began_at = case when :to = 'IMPORTING' then :now else began_at end,
                          done = case when :to = 'IMPORTING' then 0 else done end,
                          imported_by = case when :to = 'IMPORTING' then :who else imported_by end
                        where intake_id = :intake and state = any(:from)""")
                        .bind("to", to.name())
                        .bind("failure", failure)
                        .bind("now", clock.instant())
                        .bind("who", who)
                        .bind("intake", intakeId)
                        .bindArray(
                                "from",
                                String.class,
                                from.stream().map(Intake.State::name).toArray())
                        .execute()
                == 1);
    }

    /** Erases the data of all rows. */
    public void erase(UUID intakeId) {
        jdbi.useHandle(handle -> handle.execute(
                "update intake_row set sealed = null, id_index = null where intake_id = ? and sealed is not null",
                intakeId));
    }

    /** Work that a stopped service left. */
    public List<Intake> interrupted() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from intake where state in ('READING', 'IMPORTING') order by brought_at")
                .map((row, context) -> intake(handle, row, false))
                .list());
    }

    /** Who began to take an intake over. */
    public String importer(UUID intakeId) {
        return jdbi.withHandle(handle -> handle.createQuery("select imported_by from intake where intake_id = :id")
                .bind("id", intakeId)
                .mapTo(String.class)
                .one());
    }

    public Optional<Intake> find(UUID intakeId) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from intake where intake_id = :id")
                .bind("id", intakeId)
                .map((row, context) -> intake(handle, row, true))
                .findOne());
    }

    /** Newest first; without the counts of their rows. */
    public List<Intake> newest(int limit) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from intake order by brought_at desc limit :limit")
                        .bind("limit", limit)
                        .map((row, context) -> intake(handle, row, false))
                        .list());
    }

    /**
     * @param state null: any
     * @param code of the catalogue; empty: any
     */
    public List<IntakeRow> rows(UUID intakeId, IntakeRow.@Nullable State state, String code, int after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from intake_row where intake_id = :intake and row > :after
                          and (cast(:state as text) is null or state = :state) and (:code = '' or :code = any(codes))
                        order by row limit :limit""")
                .bind("intake", intakeId)
                .bind("after", after)
                .bind("state", state == null ? null : state.name())
                .bind("code", code)
                .bind("limit", limit)
                .map((row, context) -> row(intakeId, row))
                .list());
    }

    public Optional<IntakeRow> row(UUID intakeId, int number) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from intake_row where intake_id = :intake and row = :row")
                        .bind("intake", intakeId)
                        .bind("row", number)
                        .map((row, context) -> row(intakeId, row))
                        .findOne());
    }

    private IntakeRow row(UUID intakeId, ResultSet row) throws SQLException {
        IntakeRow.State state = IntakeRow.State.valueOf(row.getString("state"));
        int number = row.getInt("row");
        byte[] sealed = row.getBytes("sealed");
        return sealed == null
                ? IntakeRow.emptied(state, number)
                : IntakeRow.of(state, number, seal.open(sealed, bound(intakeId, number)));
    }

    private byte[] sealed(UUID intakeId, IntakeRow row) {
        return seal.seal(row.bytes(), bound(intakeId, row.number()));
    }

    private String index(IntakeRow row) {
        // Of two rows of one person the one that is right counts.
        return row.state() == IntakeRow.State.GOOD ? HEX.formatHex(seal.index(row.idNumber())) : "";
    }

    private static RowFields bound(UUID intakeId, int row) {
        return RowFields.of("intake_row").text(intakeId.toString()).number((long) row);
    }

    private static String codes(IntakeRow row) {
        return String.join(
                " ",
                row.faults().stream()
                        .map(RosterFault::code)
                        .map(Enum::name)
                        .distinct()
                        .toList());
    }

    private static Intake intake(Handle handle, ResultSet row, boolean counted) throws SQLException {
        UUID intakeId = row.getObject("intake_id", UUID.class);
        Map<IntakeRow.State, Integer> states = new EnumMap<>(IntakeRow.State.class);
        Map<String, Integer> codes = new HashMap<>();
        if (counted) {
            handle.createQuery("select state, count(*) from intake_row where intake_id = :id group by state")
                    .bind("id", intakeId)
                    .map((counts, context) ->
                            states.put(IntakeRow.State.valueOf(counts.getString(1)), counts.getInt(2)))
                    .list();
            handle.createQuery("""
                            select code, count(*) from intake_row, unnest(codes) as u (code)
                            where intake_id = :id and code <> '' group by code""")
                    .bind("id", intakeId)
                    .map((counts, context) -> codes.put(counts.getString(1), counts.getInt(2)))
                    .list();
        }
        return new Intake(
                intakeId,
                row.getString("file_name"),
                HEX.formatHex(row.getBytes("sha256")),
                Intake.State.valueOf(row.getString("state")),
                row.getInt("total"),
                row.getInt("done"),
                row.getString("failure"),
                row.getString("brought_by"),
                row.getTimestamp("brought_at").toInstant(),
                row.getTimestamp("began_at").toInstant(),
                states,
                codes);
    }
}
