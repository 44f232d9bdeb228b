package org.sscard.insurance.settlement.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Split;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/**
 * Writes several settlements at once, one statement a kind of row; a row that does not go in fails the whole group. Plain
 * JDBC: the arrays of a group are its parameters.
 */
public final class GroupStore {

    /** A settlement with its answer, proof and postings. */
    public record Row(
            Settlement settlement,
            Digest content,
            Reply reply,
            @Nullable CardProof proof,
            List<Posting> postings) {}

    private static final String OPEN_DAYS = """
            select i, case when not exists (select from day_close where institution = i and day = d) then d
                           else (select min(c.day) + 1 from day_close c
                                 where c.institution = i and c.day >= d and not exists
                                     (select from day_close n where n.institution = i and n.day = c.day + 1)) end
            from unnest(?::varchar[]) as asked (i), (select ?::date as d) today
            """;

    /** Ids in their order, so that two groups with the same ids never wait for each other crosswise. */
    private static final String SETTLEMENTS = """
            with answers as (
                insert into transaction_record
                    (institution, transaction_id, kind, digest, settlement_id, reply, recorded_at)
                select i, t, 'SETTLE', d, s, r, a
                from unnest(?::varchar[], ?::varchar[], ?::bytea[], ?::bigint[], ?::bytea[]) as row (i, t, d, s, r),
                     (select ?::timestamptz as a) at
                order by i, t on conflict do nothing returning 1),
            settled as (
                insert into settlement
                select s, i, t, p, scheme, kind, visit, 'CONFIRMED', null, quote, period, total, own, over_limit, advance,
                       in_scope, deductible, fund, proportional, over_cap, account, cash, person, ratio, before, after,
                       payable, basis, explanation, policy, late, day, a
                from unnest(?::bigint[], ?::varchar[], ?::varchar[], ?::bigint[], ?::text[], ?::text[], ?::varchar[],
                            ?::varchar[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                            ?::int[], ?::bigint[], ?::bigint[], ?::boolean[], ?::text[], ?::text[], ?::text[],
                            ?::boolean[], ?::date[])
                     as row (s, i, t, p, scheme, kind, visit, quote, period, total, own, over_limit, advance, in_scope,
                             deductible, fund, proportional, over_cap, account, cash, person, ratio, before, after,
                             payable, basis, explanation, policy, late, day),
                     (select ?::timestamptz as a) at
                order by i, visit on conflict do nothing returning fund_fen, account_fen, person_id, scheme, period),
            funds as (
                update accumulator a set used_fen = a.used_fen + s.fund_fen from settled s
                where s.fund_fen > 0 and a.person_id = s.person_id and a.scheme = s.scheme and a.period = s.period
                returning 1),
            accounts as (
                update personal_account a set balance_fen = a.balance_fen - s.account_fen from settled s
                where s.account_fen > 0 and a.person_id = s.person_id
                returning 1)
            select (select count(*) from answers), (select count(*) from settled),
                   (select count(*) from funds) - (select count(*) from settled where fund_fen > 0),
                   (select count(*) from accounts) - (select count(*) from settled where account_fen > 0)
            """;

    private static final String POSTINGS = """
            with entries as (
                insert into journal_entry (day, institution, settlement_id, kind, posted_at)
                select distinct day, i, s, 'SETTLE', a
                from unnest(?::date[], ?::varchar[], ?::bigint[]) as row (day, i, s), (select ?::timestamptz as a) at
                returning entry_id, settlement_id)
            insert into posting (entry_id, leg, account, owner, amount_fen)
            select e.entry_id, l.leg, l.account, l.owner, l.amount
            from entries e
            join unnest(?::bigint[], ?::smallint[], ?::text[], ?::varchar[], ?::bigint[])
                 as l (s, leg, account, owner, amount) on l.s = e.settlement_id
            """;

    /** By institution, the first day from this one on that it has not closed. */
    public Map<String, LocalDate> openDays(DatabaseSession session, Set<String> institutions, LocalDate from) {
        return checked(session, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN_DAYS)) {
                statement.setArray(1, connection.createArrayOf("varchar", institutions.toArray()));
                statement.setObject(2, from);
                Map<String, LocalDate> days = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        days.put(rows.getString(1), rows.getObject(2, LocalDate.class));
                    }
                }
                return days;
            }
        });
    }

    public long[] nextNumbers(DatabaseSession session, int count) {
        return checked(session, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select nextval('settlement_number') from generate_series(1, ?)")) {
                statement.setInt(1, count);
                long[] numbers = new long[count];
                try (ResultSet rows = statement.executeQuery()) {
                    for (int i = 0; i < count && rows.next(); i++) {
                        numbers[i] = rows.getLong(1);
                    }
                }
                return numbers;
            }
        });
    }

    /** Writes everything; throws when a single row is refused or known already. */
    public void write(DatabaseSession session, List<Row> rows) {
        checked(session, connection -> {
            settlements(connection, rows);
            proofs(connection, rows.stream().filter(row -> row.proof() != null).toList());
            postings(
                    connection,
                    rows.stream().filter(row -> !row.postings().isEmpty()).toList());
            return rows.size();
        });
    }

    private static void settlements(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SETTLEMENTS)) {
            Parameters to = new Parameters(connection, statement, rows);
            to.column("varchar", row -> row.settlement().institution());
            to.column("varchar", row -> row.settlement().transactionId());
            to.bytes(row -> row.content().bytes());
            to.column("bigint", row -> row.settlement().settlementId());
            to.bytes(row -> row.reply().bytes());
            to.at();
            to.column("bigint", row -> row.settlement().settlementId());
            to.column("varchar", row -> row.settlement().institution());
            to.column("varchar", row -> row.settlement().transactionId());
            to.column("bigint", row -> row.settlement().personId());
            to.column("text", row -> row.settlement().scheme().name());
            to.column("text", row -> row.settlement().kind().name());
            to.column("varchar", row -> row.settlement().visit());
            to.column("varchar", row -> row.settlement().quoteId());
            to.split("text", Split::period);
            to.split("bigint", Split::totalFen);
            to.split("bigint", Split::ownPayFen);
            to.split("bigint", Split::overLimitFen);
            to.split("bigint", Split::advanceFen);
            to.split("bigint", Split::inScopeFen);
            to.split("bigint", Split::deductibleFen);
            to.split("bigint", Split::fundFen);
            to.split("bigint", Split::proportionalSelfPayFen);
            to.split("bigint", Split::overCapFen);
            to.split("bigint", Split::accountFen);
            to.split("bigint", Split::cashFen);
            to.split("bigint", Split::personFen);
            to.split("int", Split::ratioBp);
            to.split("bigint", Split::usedBeforeFen);
            to.split("bigint", Split::usedAfterFen);
            to.split("boolean", Split::payable);
            to.split("text", Split::basis);
            to.split("text", split -> SettlementStore.write(split.explanation()));
            to.split("text", Split::policy);
            to.column("boolean", row -> row.settlement().late());
            to.column("date", row -> Date.valueOf(row.settlement().day()));
            to.at();
            try (ResultSet counts = statement.executeQuery()) {
                counts.next();
                boolean whole = counts.getInt(1) == rows.size()
                        && counts.getInt(2) == rows.size()
                        && counts.getInt(3) == 0
                        && counts.getInt(4) == 0;
                if (!whole) {
                    throw new GroupRefusedException(
                            counts.getInt(1) + " answers, " + counts.getInt(2) + " settlements, " + counts.getInt(3)
                                    + " and " + counts.getInt(4) + " of funds and accounts missing");
                }
            }
        }
    }

    private static void proofs(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into card_proof
                    (card_identification_code, terminal, terminal_sequence, proof_time, settlement_id)
                select * from unnest(?::bytea[], ?::varchar[], ?::bigint[], ?::bpchar[], ?::bigint[])
                order by 1, 2, 3, 4
                """)) {
            Parameters to = new Parameters(connection, statement, rows);
            to.bytes(row -> row.proof() == null
                    ? new byte[0]
                    : HexFormat.of().parseHex(row.proof().cardIdentificationCode()));
            to.proof("varchar", CardProof::terminal);
            to.proof("bigint", CardProof::terminalSequence);
            to.proof("bpchar", CardProof::time);
            to.column("bigint", row -> row.settlement().settlementId());
            statement.executeUpdate();
        }
    }

    private static void postings(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<Leg> legs = rows.stream()
                .flatMap(row -> java.util.stream.IntStream.range(
                                0, row.postings().size())
                        .mapToObj(i -> new Leg(
                                row.settlement().settlementId(),
                                i + 1,
                                row.postings().get(i))))
                .toList();
        try (PreparedStatement statement = connection.prepareStatement(POSTINGS)) {
            Parameters to = new Parameters(connection, statement, rows);
            to.column("date", row -> Date.valueOf(row.settlement().day()));
            to.column("varchar", row -> row.settlement().institution());
            to.column("bigint", row -> row.settlement().settlementId());
            to.at();
            to.array("bigint", legs.stream().map(Leg::settlementId).toArray());
            to.array("smallint", legs.stream().map(leg -> (short) leg.number()).toArray());
            to.array(
                    "text",
                    legs.stream()
                            .map(leg -> leg.posting().account().kind().name())
                            .toArray());
            to.array(
                    "varchar",
                    legs.stream().map(leg -> leg.posting().account().owner()).toArray());
            to.array(
                    "bigint",
                    legs.stream().map(leg -> leg.posting().amountFen()).toArray());
            int posted = statement.executeUpdate();
            if (posted != legs.size()) {
                throw new GroupRefusedException(posted + " postings of " + legs.size());
            }
        }
    }

    private record Leg(long settlementId, int number, Posting posting) {}

    /** A row was known already: the group is not whole. */
    private static final class GroupRefusedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        GroupRefusedException(String counts) {
            super(counts, null, false, false);
        }
    }

    private static final class GroupFailedException extends JdbiException {

        private static final long serialVersionUID = 1;

        GroupFailedException(SQLException cause) {
            super("the group was not written", cause);
        }
    }

    /** The parameters of a statement in their order, one array a column. */
    private static final class Parameters {

        private final Connection connection;
        private final PreparedStatement statement;
        private final List<Row> rows;
        private int next = 1;

        Parameters(Connection connection, PreparedStatement statement, List<Row> rows) {
            this.connection = connection;
            this.statement = statement;
            this.rows = rows;
        }

        void column(String type, Function<Row, @Nullable Object> value) throws SQLException {
            array(type, rows.stream().map(value).toArray());
        }

        void bytes(Function<Row, byte[]> value) throws SQLException {
            array("bytea", rows.stream().map(value).toArray(byte[][]::new));
        }

        void split(String type, Function<Split, Object> value) throws SQLException {
            column(type, row -> value.apply(row.settlement().split()));
        }

        void proof(String type, Function<CardProof, Object> value) throws SQLException {
            column(type, row -> row.proof() == null ? null : value.apply(row.proof()));
        }

        void array(String type, @Nullable Object[] values) throws SQLException {
            Array array = connection.createArrayOf(type, values);
            statement.setArray(next++, array);
        }

        void at() throws SQLException {
            statement.setObject(next++, rows.get(0).settlement().postedAt().atOffset(ZoneOffset.UTC));
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static <T> T checked(DatabaseSession session, Work<T> work) {
        try {
            return work.on(session.handle().getConnection());
        } catch (SQLException e) {
            throw new GroupFailedException(e);
        }
    }
}
