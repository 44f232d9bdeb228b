package org.sscard.issuer.preparation.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.batchfile.CardOutcome;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.preparation.ReturnDifference;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What is out at producers, and the booking of what comes back. */
public final class ReturnStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;

    public ReturnStore(Database database, Clock clock, CardBook book) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.book = book;
    }

    /** A batch file that a producer has. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record OutFile(long id, UUID batchId, String producer, int sequence, byte[] mac, String keyBlock) {}

    /** What was ordered, and how the card stands now. */
    public record Order(
            int number,
            long cardId,
            String cardNumber,
            CardState state,
            HistoricalBytes historicalBytes,
            CardIdentificationCode code,
            LocalDate issueDate,
            LocalDate expiryDate) {

        Chip chip(HistoricalBytes blank) {
            return new Chip(blank, historicalBytes, code, issueDate, expiryDate);
        }
    }

    /** @throws CodedException BATCH_NOT_FOUND, BATCH_BLOCKED */
    public OutFile out(String producer, int sequence) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select f.*, b.blocked from batch_file f join batch b using (batch_id)
                        where f.producer = :producer and f.sequence = :sequence and f.returned_at is null""")
                .bind("producer", producer)
                .bind("sequence", sequence)
                .map((row, context) -> {
                    if (!row.getString("blocked").isEmpty()) {
                        throw new CodedException(
                                ErrorCode.BATCH_BLOCKED, row.getString("batch_id"), row.getString("blocked"));
                    }
                    return new OutFile(
                            row.getLong("batch_file_id"),
                            row.getObject("batch_id", UUID.class),
                            producer,
                            sequence,
                            row.getBytes("mac"),
                            row.getString("key_block"));
                })
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, producer + " " + sequence)));
    }

    public List<Order> orders(OutFile file) {
        return jdbi.withHandle(handle -> orders(handle, file));
    }

    private static List<Order> orders(Handle handle, OutFile file) {
        return handle.createQuery("""
                        select o.*, c.card_number, c.state from batch_order o join card c using (card_id)
                        where o.batch_file_id = :file order by o.number""")
                .bind("file", file.id())
                .map((row, context) -> order(row))
                .list();
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(
                row.getInt("number"),
                row.getLong("card_id"),
                row.getString("card_number"),
                CardState.valueOf(row.getString("state")),
                HistoricalBytes.ofBytes(row.getBytes("historical_bytes")),
                CardIdentificationCode.ofBytes(row.getBytes("identification_code")),
                row.getDate("issue_date").toLocalDate(),
                row.getDate("expiry_date").toLocalDate());
    }

    /** Whether a blank serves another card already. */
    public boolean taken(String blank, long cardId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select exists (select 1 from card where blank_serial = :chip and card_id <> :card)
                          or exists (select 1 from blank where chip = :chip and (state <> 'IN_STOCK'
                            or card_id is not null and card_id <> :card))""")
                .bind("chip", HexFormat.of().parseHex(blank))
                .bind("card", cardId)
                .mapTo(Boolean.class)
                .one());
    }

    /** Books every outcome, all or none. */
    public void accept(OutFile file, List<CardOutcome> outcomes, String who) {
        Map<Integer, CardOutcome> byOrder = new HashMap<>();
        outcomes.forEach(outcome -> byOrder.put(outcome.order(), outcome));
        jdbi.useTransaction(handle -> {
            int open = handle.execute(
                    "update batch_file set returned_by = ?, returned_at = ? where batch_file_id = ? and returned_at is null",
                    who,
                    clock.instant(),
                    file.id());
            if (open != 1) {
                throw new CodedException(ErrorCode.BATCH_NOT_FOUND, file.batchId());
            }
            for (Order order : orders(handle, file)) {
                CardOutcome outcome = byOrder.get(order.number());
                if (outcome != null && outcome.blank().isPresent()) {
                    book(handle, file, order, outcome, outcome.blank().get());
                }
            }
        });
    }

    private void book(Handle handle, OutFile file, Order order, CardOutcome outcome, HistoricalBytes blank) {
        Cause cause = Cause.machine(
                file.producer(), outcome.reason().isEmpty() ? "return file " + file.sequence() : outcome.reason());
        book.bind(handle, order.cardId(), order.chip(blank));
        handle.execute(
                "update card set apdus = ?, reason = ? where card_id = ?",
                outcome.apdus(),
                outcome.reason(),
                order.cardId());
        book.move(handle, order.cardId(), CardState.IN_BATCH, CardState.PERSONALISING, cause);
        book.move(handle, order.cardId(), CardState.PERSONALISING, state(outcome), cause);
    }

    private static CardState state(CardOutcome outcome) {
        return switch (outcome.result()) {
            case GOOD -> CardState.QC_PASSED;
            case SPOILED -> CardState.SPOILED;
            case UNKNOWN, NOT_MADE -> CardState.UNKNOWN;
        };
    }

    /** Nothing is booked; the differences are kept and the batch is blocked. */
    public void block(OutFile file, List<ReturnDifference> differences, String who) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "update batch set blocked = ? where batch_id = ?",
                    "回盘文件 " + file.sequence() + " 有 " + differences.size() + " 处不符",
                    file.batchId());
            var insert = handle.prepareBatch("""
                    insert into return_difference (batch_file_id, number, kind, expected, found, received_by, at)
                    values (:file, :number, :kind, :expected, :found, :who, :now)""");
            for (ReturnDifference difference : differences) {
                insert.bind("file", file.id())
                        .bind("number", difference.number())
                        .bind("kind", difference.kind().name())
                        .bind("expected", difference.expected())
                        .bind("found", difference.found())
                        .bind("who", who)
                        .bind("now", clock.instant())
                        .add();
            }
            insert.execute();
        });
    }

    public List<ReturnDifference> differences(UUID batchId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select d.* from return_difference d join batch_file f using (batch_file_id)
                        where f.batch_id = :batch order by d.at desc, d.return_difference_id limit 10000""")
                .bind("batch", batchId)
                .map((row, context) -> new ReturnDifference(
                        row.getInt("number"),
                        ReturnDifference.Kind.valueOf(row.getString("kind")),
                        row.getString("expected"),
                        row.getString("found")))
                .list());
    }

    /** @throws CodedException BATCH_NOT_FOUND when it is not blocked, APPROVAL_SAME_PERSON */
    public void unblock(UUID batchId, String person) {
        jdbi.useTransaction(handle -> {
            boolean received = handle.createQuery("""
                            select exists (select 1 from return_difference d join batch_file f using (batch_file_id)
                              where f.batch_id = :batch and d.received_by = :person)""")
                    .bind("batch", batchId)
                    .bind("person", person)
                    .mapTo(Boolean.class)
                    .one();
            if (received) {
                throw new CodedException(ErrorCode.APPROVAL_SAME_PERSON);
            }
            int lifted = handle.execute("update batch set blocked = '' where batch_id = ? and blocked <> ''", batchId);
            if (lifted != 1) {
                throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
            }
        });
    }
}
