package org.sscard.insurance.settlement.store;

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
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.settlement.Basis;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Split;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/**
 * Writes several settlements by one statement, which commits by itself; a row that does not go in, or a quote that no longer
 * holds, refuses all of it. Plain JDBC: the arrays of a group are its parameters.
 */
public final class GroupStore {

    /** A settlement with what its quote was computed from, its answer, proof and postings. */
    public record Row(
            Settlement settlement,
            Basis basis,
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

    /**
     * Ids in their order, so that two groups with the same ids never wait for each other crosswise. The accumulator's row is
     * the person's lock: it moves on only from what the quote counted with.
     */
    private static final String SETTLE = """
            with at as (select ?::timestamptz as a),
            bill as materialized (
                select * from unnest(?::varchar[], ?::varchar[], ?::bytea[], ?::bigint[], ?::bytea[], ?::text[], ?::bigint[],
                            ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::varchar[], ?::varchar[], ?::text[],
                            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                            ?::bigint[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::date[])
                     as row (i, t, digest, s, reply, known, cap, balance, p, scheme, kind, visit, quote, period, total, own,
                             over_limit, advance, in_scope, deductible, fund, proportional, over_cap, account, cash, person,
                             ratio, before, after, payable, basis, explanation, policy, late, day)),
            leg as (
                select * from unnest(?::bigint[], ?::smallint[], ?::text[], ?::varchar[], ?::bigint[])
                     as row (s, leg, account, owner, amount)),
            proof as (
                insert into card_proof
                    (card_identification_code, terminal, terminal_sequence, proof_time, settlement_id)
                select * from unnest(?::bytea[], ?::varchar[], ?::bigint[], ?::bpchar[], ?::bigint[])
                order by 1, 2, 3, 4),
            answers as (
                insert into transaction_record
                    (institution, transaction_id, kind, digest, settlement_id, reply, recorded_at)
                select i, t, 'SETTLE', digest, s, reply, a from bill, at
                order by i, t on conflict do nothing returning 1),
            settled as (
                insert into settlement
                select s, i, t, p, scheme, kind, visit, 'CONFIRMED', null, quote, period, total, own, over_limit, advance,
                       in_scope, deductible, fund, proportional, over_cap, account, cash, person, ratio, before, after,
                       payable, basis, explanation, policy, late, day, a
                from bill, at order by i, visit on conflict do nothing returning 1),
            funds as (
                insert into accumulator as a (person_id, scheme, period, cap_fen, used_fen)
                select p, scheme, period, cap, after from bill order by p, scheme, period
                on conflict (person_id, scheme, period) do update set used_fen = excluded.used_fen
                where a.used_fen = (select b.before from bill b where b.p = excluded.person_id)
                returning 1),
            accounts as (
                update personal_account a set balance_fen = b.balance - b.account from bill b
                where b.scheme = 'EMPLOYEE' and a.person_id = b.p and a.balance_fen = b.balance
                returning 1),
            entries as (
                insert into journal_entry (day, institution, settlement_id, kind, posted_at)
                select day, i, s, 'SETTLE', a from bill, at where fund + account <> 0
                returning entry_id, settlement_id),
            legs as (
                insert into posting (entry_id, leg, account, owner, amount_fen)
                select e.entry_id, l.leg, l.account, l.owner, l.amount
                from entries e join leg l on l.s = e.settlement_id returning 1)
            select case
                when exists (select from bill join reference_change c on c.changed_by >= pg_snapshot_xmin(known::pg_snapshot)
                             and not pg_visible_in_snapshot(c.changed_by, known::pg_snapshot))
                    then refuse_group('a person, an institution or an item changed')
                when (select count(*) from answers) <> ? then refuse_group('an id is known')
                when (select count(*) from settled) <> ? then refuse_group('a visit or a quote is settled')
                when (select count(*) from funds) <> ? then refuse_group('the fund paid meanwhile')
                when (select count(*) from accounts) <> (select count(*) from bill where scheme = 'EMPLOYEE')
                    then refuse_group('the account paid meanwhile')
                when (select count(*) from legs) <> (select count(*) from leg) then refuse_group('postings are missing')
                end
            """;

    /** By institution, the first day from this one on that it has not closed. */
    public Map<String, LocalDate> openDays(DatabaseSession session, Set<String> institutions, LocalDate from) {
        return checked(session, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN_DAYS)) {
                statement.setArray(1, connection.createArrayOf("varchar", institutions.toArray(String[]::new)));
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

    /** Writes and commits everything, or throws and has written nothing. */
    public void write(DatabaseSession session, List<Row> rows) {
        checked(session, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
                Parameters to = new Parameters(connection, statement);
                to.next(rows.get(0).settlement().postedAt().atOffset(ZoneOffset.UTC));
                bills(new Columns(to, rows));
                legs(to, rows.stream().flatMap(GroupStore::legs).toList());
                proofs(to, rows.stream().filter(row -> row.proof() != null).toList());
                for (int count = 0; count < 3; count++) {
                    to.next(rows.size());
                }
                return statement.execute();
            }
        });
    }

    private static void bills(Columns to) throws SQLException {
        to.text(row -> row.settlement().institution());
        to.text(row -> row.settlement().transactionId());
        to.bytes(row -> row.content().bytes());
        to.number(row -> row.settlement().settlementId());
        to.bytes(row -> row.reply().bytes());
        to.text(row -> row.basis().known());
        to.number(row -> row.basis().capFen());
        to.number(row -> row.basis().balanceFen());
        to.number(row -> row.settlement().personId());
        to.text(row -> row.settlement().scheme().name());
        to.text(row -> row.settlement().kind().name());
        to.text(row -> row.settlement().visit());
        to.text(row -> row.settlement().quoteId());
        to.split(Split::period);
        to.fen(Split::totalFen);
        to.fen(Split::ownPayFen);
        to.fen(Split::overLimitFen);
        to.fen(Split::advanceFen);
        to.fen(Split::inScopeFen);
        to.fen(Split::deductibleFen);
        to.fen(Split::fundFen);
        to.fen(Split::proportionalSelfPayFen);
        to.fen(Split::overCapFen);
        to.fen(Split::accountFen);
        to.fen(Split::cashFen);
        to.fen(Split::personFen);
        to.fen(Split::ratioBp);
        to.fen(Split::usedBeforeFen);
        to.fen(Split::usedAfterFen);
        to.flag(row -> row.settlement().split().payable());
        to.split(Split::basis);
        to.split(split -> SettlementStore.write(split.explanation()));
        to.split(Split::policy);
        to.flag(row -> row.settlement().late());
        to.days(row -> row.settlement().day());
    }

    private static void legs(Parameters to, List<Leg> legs) throws SQLException {
        to.next("bigint", legs.stream().mapToLong(Leg::settlementId).toArray());
        to.next("smallint", legs.stream().map(leg -> (short) leg.number()).toArray(Short[]::new));
        to.next(
                "text",
                legs.stream().map(leg -> leg.posting().account().kind().name()).toArray(String[]::new));
        to.next(
                "varchar",
                legs.stream().map(leg -> leg.posting().account().owner()).toArray(String[]::new));
        to.next(
                "bigint",
                legs.stream().mapToLong(leg -> leg.posting().amountFen()).toArray());
    }

    private static void proofs(Parameters to, List<Row> rows) throws SQLException {
        List<CardProof> proofs =
                rows.stream().map(Row::proof).filter(Objects::nonNull).toList();
        to.next(
                "bytea",
                proofs.stream()
                        .map(proof -> HexFormat.of().parseHex(proof.cardIdentificationCode()))
                        .toArray(byte[][]::new));
        to.next("varchar", proofs.stream().map(CardProof::terminal).toArray(String[]::new));
        to.next("bigint", proofs.stream().mapToLong(CardProof::terminalSequence).toArray());
        to.next("bpchar", proofs.stream().map(CardProof::time).toArray(String[]::new));
        to.next(
                "bigint",
                rows.stream().mapToLong(row -> row.settlement().settlementId()).toArray());
    }

    private static Stream<Leg> legs(Row row) {
        return IntStream.range(0, row.postings().size())
                .mapToObj(i -> new Leg(
                        row.settlement().settlementId(), i + 1, row.postings().get(i)));
    }

    private record Leg(long settlementId, int number, Posting posting) {}

    private static final class GroupFailedException extends JdbiException {

        private static final long serialVersionUID = 1;

        GroupFailedException(SQLException cause) {
            super("the group was not written", cause);
        }
    }

    /** The parameters of a statement in their order. */
    private static final class Parameters {

        private final PgConnection connection;
        private final PreparedStatement statement;
        private int next = 1;

        Parameters(Connection connection, PreparedStatement statement) throws SQLException {
            this.connection = connection.unwrap(PgConnection.class);
            this.statement = statement;
        }

        /** @param elements an array; of primitives or strings it goes in binary form */
        void next(String type, Object elements) throws SQLException {
            statement.setArray(next++, connection.createArrayOf(type, elements));
        }

        void next(Object value) throws SQLException {
            statement.setObject(next++, value);
        }
    }

    /** One array a column. */
    private record Columns(Parameters to, List<Row> rows) {

        void text(Function<Row, @Nullable String> value) throws SQLException {
            to.next("text", rows.stream().map(value).toArray(String[]::new));
        }

        void split(Function<Split, String> value) throws SQLException {
            text(row -> value.apply(row.settlement().split()));
        }

        void number(ToLongFunction<Row> value) throws SQLException {
            to.next("bigint", rows.stream().mapToLong(value).toArray());
        }

        void fen(ToLongFunction<Split> value) throws SQLException {
            number(row -> value.applyAsLong(row.settlement().split()));
        }

        void bytes(Function<Row, byte[]> value) throws SQLException {
            to.next("bytea", rows.stream().map(value).toArray(byte[][]::new));
        }

        void flag(Function<Row, Boolean> value) throws SQLException {
            to.next("boolean", rows.stream().map(value).toArray(Boolean[]::new));
        }

        void days(Function<Row, LocalDate> value) throws SQLException {
            to.next(
                    "date",
                    rows.stream().map(row -> Date.valueOf(value.apply(row))).toArray(Date[]::new));
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
