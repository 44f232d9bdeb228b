package org.sscard.issuer.preparation.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.store.CardReader;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Batch files as they are released: orders and PINs in bulk, in one transaction with the file. */
public final class PreparationStore {

    private static final int CHUNK = 1_000;

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;
    private final CardReader cards;

    public PreparationStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
        this.cards = new CardReader(seal);
    }

    /** What a file is released as. */
    public record Release(UUID batchId, String region, String producer, int sequence, int cards) {}

    /** One card's order. The PIN is erased by whoever gave it. */
    @SuppressWarnings("ArrayRecordComponent") // Erased when done with.
    public record Ordered(
            int number, long cardId, HistoricalBytes historicalBytes, CardIdentificationCode code, byte[] pin) {}

    /** The finished file. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record Written(byte[] mac, String keyBlock) {}

    /** Work within the transaction of a release. */
    @FunctionalInterface
    public interface Writing {

        Written write(Release release, Orders orders);
    }

    /** The cards of a batch, chunk by chunk, and where their orders go. */
    public interface Orders {

        void forEachChunk(Consumer<List<CardRecord>> chunk);

        /** Serial numbers that no other card of this bureau has. */
        List<Integer> serials(int count);

        void add(List<Ordered> orders, LocalDate issue, LocalDate expiry);
    }

    /**
     * Releases the cards of a batch that are still to be made.
     *
     * @throws CodedException BATCH_NOT_FOUND, BATCH_RUNNING, BATCH_DISPATCHED, BATCH_BLOCKED, BATCH_EMPTY
     */
    public int release(UUID batchId, String producer, String chipMakers, String who, Writing writing) {
        return jdbi.inTransaction(handle -> {
            Release release = begin(handle, batchId, producer);
            long fileId = handle.createQuery("""
                            insert into batch_file (batch_id, producer, sequence, mac, cards, chip_makers, key_block, released_by,
                              released_at)
                            values (:batch, :producer, :sequence, decode(repeat('00', 32), 'hex'), :cards, :makers, '', :who,
                              :now)
                            returning batch_file_id""")
                    .bind("batch", batchId)
                    .bind("producer", producer)
                    .bind("sequence", release.sequence())
                    .bind("cards", release.cards())
                    .bind("makers", chipMakers)
                    .bind("who", who)
                    .bind("now", clock.instant())
                    .mapTo(Long.class)
                    .one();
            Written written = writing.write(release, new InBulk(handle, fileId, batchId));
            handle.execute(
                    "update batch_file set mac = ?, key_block = ? where batch_file_id = ?",
                    written.mac(),
                    written.keyBlock(),
                    fileId);
            return release.sequence();
        });
    }

    private Release begin(Handle handle, UUID batchId, String producer) {
        Release open = handle.createQuery("select * from batch where batch_id = :batch for update")
                .bind("batch", batchId)
                .map((row, context) -> {
                    if (!row.getString("blocked").isEmpty()) {
                        throw new CodedException(ErrorCode.BATCH_BLOCKED, batchId, row.getString("blocked"));
                    }
                    if (row.getTimestamp("started_at") != null) {
                        throw new CodedException(ErrorCode.BATCH_RUNNING, batchId);
                    }
                    return new Release(batchId, row.getString("region"), producer, 0, 0);
                })
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId));
        handle.createQuery("select sequence from batch_file where batch_id = :batch and returned_at is null")
                .bind("batch", batchId)
                .mapTo(Integer.class)
                .findOne()
                .ifPresent(sequence -> {
                    throw new CodedException(ErrorCode.BATCH_DISPATCHED, batchId, sequence);
                });
        int count = handle.createQuery("select count(*) from card where batch_id = :batch and state = 'IN_BATCH'")
                .bind("batch", batchId)
                .mapTo(Integer.class)
                .one();
        if (count == 0) {
            throw new CodedException(ErrorCode.BATCH_EMPTY);
        }
        int sequence = handle.createQuery("""
                        insert into producer (name, last_sequence) values (:name, 1)
                        on conflict (name) do update set last_sequence = producer.last_sequence + 1
                        returning last_sequence""")
                .bind("name", producer)
                .mapTo(Integer.class)
                .one();
        return new Release(batchId, open.region(), producer, sequence, count);
    }

    private final class InBulk implements Orders {

        private final Handle handle;
        private final long fileId;
        private final UUID batchId;

        private InBulk(Handle handle, long fileId, UUID batchId) {
            this.handle = handle;
            this.fileId = fileId;
            this.batchId = batchId;
        }

        @Override
        public void forEachChunk(Consumer<List<CardRecord>> chunk) {
            List<CardRecord> next = new ArrayList<>(CHUNK);
            try (ResultIterator<CardRecord> rows = cards.toMake(handle, batchId, CHUNK)) {
                while (rows.hasNext()) {
                    next.add(rows.next());
                    if (next.size() == CHUNK) {
                        chunk.accept(next);
                        next.clear();
                    }
                }
            }
            if (!next.isEmpty()) {
                chunk.accept(next);
            }
        }

        @Override
        public List<Integer> serials(int count) {
            return handle.createQuery("select nextval('chip_serial') from generate_series(1, :count)")
                    .bind("count", count)
                    .map((row, context) -> (int) row.getLong(1))
                    .list();
        }

        /** Two statements for a chunk, whatever its size. */
        @Override
        public void add(List<Ordered> orders, LocalDate issue, LocalDate expiry) {
            HexFormat hex = HexFormat.of();
            List<Integer> numbers = new ArrayList<>(orders.size());
            List<Long> cardIds = new ArrayList<>(orders.size());
            List<String> chips = new ArrayList<>(orders.size());
            List<String> codes = new ArrayList<>(orders.size());
            List<String> pins = new ArrayList<>(orders.size());
            for (Ordered order : orders) {
                numbers.add(order.number());
                cardIds.add(order.cardId());
                chips.add(order.historicalBytes().hex());
                codes.add(hex.formatHex(order.code().bytes()));
                pins.add(hex.formatHex(seal.seal(order.pin(), pinRow(order.cardId()))));
            }
            handle.createUpdate("""
                            insert into batch_order (batch_file_id, number, card_id, historical_bytes, identification_code,
                              issue_date, expiry_date)
                            select :file, u.number, u.card, decode(u.chip, 'hex'), decode(u.code, 'hex'), :issue, :expiry
                            from unnest(:numbers, :cards, :chips, :codes) as u (number, card, chip, code)""")
                    .bind("file", fileId)
                    .bind("issue", issue)
                    .bind("expiry", expiry)
                    .bindArray("numbers", Integer.class, numbers)
                    .bindArray("cards", Long.class, cardIds)
                    .bindArray("chips", String.class, chips)
                    .bindArray("codes", String.class, codes)
                    .execute();
            handle.createUpdate("""
                            insert into pin_mailer (card_id, batch_id, sealed)
                            select u.card, :batch, decode(u.pin, 'hex') from unnest(:cards, :pins) as u (card, pin)
                            on conflict (card_id) do update
                              set sealed = excluded.sealed, printed_at = null, printed_by = null""")
                    .bind("batch", batchId)
                    .bindArray("cards", Long.class, cardIds)
                    .bindArray("pins", String.class, pins)
                    .execute();
        }
    }

    static RowFields pinRow(long cardId) {
        return RowFields.of("pin_mailer").number(cardId);
    }
}
