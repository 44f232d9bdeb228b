package org.sscard.issuer.perso.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.util.PSQLState;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Lease;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Who personalises which card: leases with fencing tokens, the binding of a chip to a record, the verdict. */
public final class JobStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;
    private final String holder;
    private final Duration leaseTime;

    /**
     * @param holder name of this process, unique among those that share the database
     * @param leaseTime how long a worker that says nothing keeps its card
     */
    public JobStore(Database database, Clock clock, CardBook book, String holder, Duration leaseTime) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.book = book;
        this.holder = holder;
        this.leaseTime = leaseTime;
    }

    /** Leases the next card of a batch that is waiting for a blank; empty when none is left. */
    public Optional<Lease> leaseNext(UUID batchId) {
        return jdbi.inTransaction(handle -> {
            Optional<Long> next = handle.createQuery("""
                    select c.card_id from card c
                    where c.batch_id = :batch and c.state = 'IN_BATCH'
                      and not exists (select 1 from card_lease l where l.card_id = c.card_id and l.until > :now)
                    order by c.card_id limit 1 for update of c skip locked""")
                    .bind("batch", batchId)
                    .bind("now", clock.instant())
                    .mapTo(Long.class)
                    .findOne();
            return next.flatMap(cardId -> lease(handle, cardId));
        });
    }

    /** Leases one card, to find out how a torn one stands; empty while another worker has it. */
    public Optional<Lease> lease(long cardId) {
        return jdbi.inTransaction(handle -> lease(handle, cardId));
    }

    private Optional<Lease> lease(Handle handle, long cardId) {
        Instant now = clock.instant();
        return handle.createQuery("""
                insert into card_lease as l (card_id, token, holder, until) values (:card, 1, :holder, :until)
                on conflict (card_id) do update set token = l.token + 1, holder = :holder, until = :until
                  where l.until <= :now
                returning token""")
                .bind("card", cardId)
                .bind("holder", holder)
                .bind("until", now.plus(leaseTime))
                .bind("now", now)
                .mapTo(Long.class)
                .findOne()
                .map(token -> new Lease(cardId, token));
    }

    /** @throws CodedException CARD_LEASE_LOST */
    public void renew(Lease lease) {
        int renewed = jdbi.withHandle(handle -> handle.execute(
                "update card_lease set until = ? where card_id = ? and token = ?",
                clock.instant().plus(leaseTime),
                lease.cardId(),
                lease.token()));
        if (renewed != 1) {
            throw new CodedException(ErrorCode.CARD_LEASE_LOST);
        }
    }

    /** Gives a card back before anything was sent to a chip. */
    public void release(Lease lease) {
        jdbi.useHandle(handle -> release(handle, lease));
    }

    private void release(Handle handle, Lease lease) {
        handle.execute(
                "update card_lease set until = ? where card_id = ? and token = ?",
                clock.instant(),
                lease.cardId(),
                lease.token());
    }

    /** A serial number that no other card of this bureau has, 4 bytes (T10..T13). */
    public byte[] drawSerial() {
        long serial = jdbi.withHandle(handle -> handle.createQuery("select nextval('chip_serial')")
                .mapTo(Long.class)
                .one());
        return ByteBuffer.allocate(4).putInt((int) serial).array();
    }

    /**
     * Binds a chip to the leased record and moves it to PERSONALISING. From here on the chip belongs to this record.
     *
     * @throws CodedException STOCK_BLANK_USED when the chip belongs to another record, CARD_LEASE_LOST
     */
    public void begin(Lease lease, Chip chip) {
        try {
            jdbi.useTransaction(handle -> {
                requireLease(handle, lease);
                book.bind(handle, lease.cardId(), chip);
                book.move(
                        handle,
                        lease.cardId(),
                        CardState.IN_BATCH,
                        CardState.PERSONALISING,
                        Cause.machine(holder, "chip bound"));
            });
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql
                    && PSQLState.UNIQUE_VIOLATION.getState().equals(sql.getSQLState())) {
                throw new CodedException(e, ErrorCode.STOCK_BLANK_USED);
            }
            throw e;
        }
    }

    /** Records the verdict and ends the lease. */
    public void finish(Lease lease, Verdict verdict) {
        jdbi.useTransaction(handle -> {
            requireLease(handle, lease);
            CardState now = state(handle, lease.cardId());
            handle.execute(
                    "update card set apdus = apdus + ?, reason = ? where card_id = ?",
                    verdict.apdus(),
                    verdict.reason(),
                    lease.cardId());
            release(handle, lease);
            // A torn card that is torn again while being found out stays UNKNOWN.
            if (now != verdict.ending().state()) {
                String why = verdict.reason().isEmpty() ? "read-back equals what was expected" : verdict.reason();
                book.move(handle, lease.cardId(), now, verdict.ending().state(), Cause.machine(holder, why));
            }
        });
    }

    /** Cards that nobody works on although they are PERSONALISING become UNKNOWN: their worker is gone. */
    public List<Long> abandonTorn() {
        return jdbi.inTransaction(handle -> {
            List<Long> torn = handle.createQuery("""
                    select c.card_id from card c where c.state = 'PERSONALISING'
                      and not exists (select 1 from card_lease l where l.card_id = c.card_id and l.until > :now)
                    order by c.card_id for update of c skip locked""")
                    .bind("now", clock.instant())
                    .mapTo(Long.class)
                    .list();
            for (long cardId : torn) {
                handle.execute("update card set reason = 'PERSO_TORN' where card_id = ?", cardId);
                book.move(
                        handle,
                        cardId,
                        CardState.PERSONALISING,
                        CardState.UNKNOWN,
                        Cause.machine(holder, "the worker did not report back"));
            }
            return torn;
        });
    }

    private static void requireLease(Handle handle, Lease lease) {
        boolean held = handle.createQuery(
                        "select 1 from card_lease where card_id = :card and token = :token for update")
                .bind("card", lease.cardId())
                .bind("token", lease.token())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!held) {
            throw new CodedException(ErrorCode.CARD_LEASE_LOST);
        }
    }

    private static CardState state(Handle handle, long cardId) {
        return CardState.valueOf(handle.createQuery("select state from card where card_id = :card")
                .bind("card", cardId)
                .mapTo(String.class)
                .one());
    }
}
