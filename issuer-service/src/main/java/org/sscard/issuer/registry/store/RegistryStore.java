package org.sscard.issuer.registry.store;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.NumberRange;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Persons and cards. Every change of a card goes through {@link CardBook}. */
public final class RegistryStore {

    /** U+10FFFF: no name goes on with it. */
    private static final String LAST_CHARACTER = "\uDBFF\uDFFF";

    private static final long IMPORT_LOCK = 0x726F73746572L;

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;
    private final RegistrySeal seal;

    public RegistryStore(Database database, Clock clock, CardBook book, RegistrySeal seal) {
        this.seal = seal;
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.book = book;
    }

    /** Opens the regions and card number ranges of the configuration; ranges that stand already keep their counter. */
    public void open(List<NumberRange> ranges) {
        jdbi.useTransaction(handle -> {
            for (NumberRange range : ranges) {
                handle.execute("insert into region (code) values (?) on conflict do nothing", range.region());
                handle.execute("""
                        insert into card_number_range (region, district, next_number, last_number) values (?, ?, ?, ?)
                        on conflict (region) do nothing""", range.region(), String.valueOf(range.district()), range.first(), range.last());
            }
        });
    }

    /**
     * Runs one roster import as one transaction: all of it or nothing. Imports run one after the other, so that two copies
     * of a roster cannot meet half-way.
     */
    public <T> T importing(UUID importId, String sha256, String who, Function<RosterTransaction, T> work) {
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", IMPORT_LOCK);
            return work.apply(new RosterTransaction(handle, clock, book, seal, importId, sha256, who));
        });
    }

    /** As {@link #importing}; what else has to be done with it is done in the same transaction. */
    public <T> T importing(UUID importId, String sha256, String who, BiFunction<Handle, RosterTransaction, T> work) {
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", IMPORT_LOCK);
            return work.apply(handle, new RosterTransaction(handle, clock, book, seal, importId, sha256, who));
        });
    }

    /** Compares applicants with the registry without taking anybody in. */
    public <T> T comparing(Function<RosterTransaction, T> work) {
        return jdbi.inTransaction(handle ->
                work.apply(new RosterTransaction(handle, clock, book, seal, new UUID(0, 0), "00".repeat(32), "")));
    }

    public Optional<CardRecord> find(String cardNumber) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + "where c.card_number = :number")
                .bind("number", cardNumber)
                .map(book.rows()::card)
                .findOne());
    }

    public Optional<CardRecord> find(long cardId) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + "where c.card_id = :id")
                .bind("id", cardId)
                .map(book.rows()::card)
                .findOne());
    }

    /** The card that a chip was bound to, by the historical bytes that it shows: those of the blank or the chosen ones. */
    public Optional<CardRecord> findByHistoricalBytes(HistoricalBytes historicalBytes) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        CardRows.SELECT + "where c.historical_bytes = :bytes or c.blank_serial = :bytes")
                .bind("bytes", historicalBytes.bytes())
                .map(book.rows()::card)
                .findOne());
    }

    public List<CardRecord> list(@Nullable UUID batchId, @Nullable CardState state, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + """
                          where (cast(:batch as uuid) is null or c.batch_id = cast(:batch as uuid))
                            and (cast(:state as text) is null or c.state = :state)
                          order by c.card_id limit :limit""")
                .bind("batch", batchId)
                .bind("state", state == null ? null : state.name())
                .bind("limit", limit)
                .map(book.rows()::card)
                .list());
    }

    public Map<CardState, Integer> countByState(@Nullable UUID batchId) {
        Map<CardState, Integer> counts = new EnumMap<>(CardState.class);
        jdbi.useHandle(handle -> handle.createQuery("""
                        select state, count(*) from card
                        where cast(:batch as uuid) is null or batch_id = cast(:batch as uuid) group by state""")
                .bind("batch", batchId)
                .map((row, context) -> counts.put(CardState.valueOf(row.getString(1)), row.getInt(2)))
                .list());
        return counts;
    }

    /** The card of a chip, by its identification code. */
    public Optional<CardRecord> find(CardIdentificationCode code) {
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + "where c.identification_code = :code")
                .bind("code", code.bytes())
                .map(book.rows()::card)
                .findOne());
    }

    /** A person's cards by id number, newest first. */
    public List<CardRecord> findByIdNumber(String idNumber) {
        return jdbi.withHandle(
                handle -> handle.createQuery(CardRows.SELECT + "where p.id_index = :id order by c.card_id desc")
                        .bind("id", seal.index(idNumber))
                        .map(book.rows()::card)
                        .list());
    }

    /**
     * Cards of persons whose name begins so, at most {@code limit}.
     *
     * @param beginning at least one character
     */
    public List<CardRecord> findByName(String beginning, int limit) {
        // The persons first: otherwise their cards are joined before the limit is met. The bounds and the order are the
        // index's own (text_pattern_ops): a plan that does not know the name uses it too.
        return jdbi.withHandle(handle -> handle.createQuery(CardRows.SELECT + """
                        where p.person_id in (
                          select person_id from person where name ~>=~ :from and name ~<~ :to
                          order by name using ~<~, person_id limit :limit)
                        order by p.name, c.card_id desc limit :limit""")
                .bind("from", beginning)
                .bind("to", beginning + LAST_CHARACTER)
                .bind("limit", limit)
                .map(book.rows()::card)
                .list());
    }

    /** Goes on with a region's card numbers after the highest that was ever used. */
    public void resumeNumbers(String region, int highestUsed) {
        jdbi.useTransaction(handle -> book.numbers().resume(handle, region, highestUsed));
    }

    /**
     * Moves a card from the state that the caller saw; of two callers who saw the same, one succeeds.
     *
     * @throws CodedException CARD_NOT_FOUND, CARD_MOVE_ILLEGAL, PERSON_HAS_LIVE_CARD
     */
    public CardRecord move(String cardNumber, CardState from, CardState to, Cause cause) {
        long cardId = find(cardNumber)
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND))
                .cardId();
        jdbi.useTransaction(handle -> book.move(handle, cardId, from, to, cause));
        return find(cardId).orElseThrow();
    }
}
