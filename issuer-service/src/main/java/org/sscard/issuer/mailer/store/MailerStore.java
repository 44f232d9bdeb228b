package org.sscard.issuer.mailer.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.pages.Display;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** PINs that wait for their mailer, and who had what of a batch in hand. */
public final class MailerStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public MailerStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    /** What a person may have in hand of a batch; never both. */
    public enum Side {
        CARD,
        PIN
    }

    /**
     * A mailer to print.
     *
     * @param pin ASCII digits, erased by {@link #erase}
     */
    @SuppressWarnings("ArrayRecordComponent") // Erased when printed.
    public record Waiting(String maskedNumber, String maskedName, byte[] pin) {

        public void erase() {
            Arrays.fill(pin, (byte) 0);
        }

        @Override
        public String toString() {
            return "Waiting";
        }
    }

    /**
     * Notes that a person has to do with a batch's cards or with its PINs.
     *
     * @throws CodedException MAILER_SAME_PERSON when the person had the other side in hand
     */
    public void handle(UUID batchId, String person, Side side, String what) {
        jdbi.useTransaction(handle -> handle(handle, batchId, person, side, what));
    }

    private void handle(Handle handle, UUID batchId, String person, Side side, String what) {
        // One lock a batch: two acts of one person at once do not slip past each other.
        boolean found = handle.createQuery("select 1 from batch where batch_id = :batch for update")
                .bind("batch", batchId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!found) {
            throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
        }
        boolean otherSide = handle.createQuery("""
                        select exists (select 1 from batch_handling
                          where batch_id = :batch and person = :person and side <> :side)""")
                .bind("batch", batchId)
                .bind("person", person)
                .bind("side", side.name())
                .mapTo(Boolean.class)
                .one();
        if (otherSide) {
            throw new CodedException(ErrorCode.MAILER_SAME_PERSON);
        }
        handle.execute(
                "insert into batch_handling (batch_id, person, side, what, at) values (?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                batchId,
                person,
                side.name(),
                what,
                clock.instant());
    }

    /**
     * Hands all waiting PINs of good cards to the printer and forgets them in the same transaction.
     *
     * @throws CodedException MAILER_SAME_PERSON, MAILER_PRINTED, MAILER_PIN_MISSING
     */
    public <T> T print(UUID batchId, String person, Function<List<Waiting>, T> printer) {
        return jdbi.inTransaction(handle -> {
            handle(handle, batchId, person, Side.PIN, "print");
            List<Long> cards = new ArrayList<>();
            List<Waiting> waiting = handle.createQuery("""
                            select m.card_id, m.sealed, c.card_number, p.name
                            from pin_mailer m join card c using (card_id) join person p using (person_id)
                            where m.batch_id = :batch and m.sealed is not null
                              and c.state not in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN', 'SPOILED', 'WITHDRAWN')
                            order by m.card_id for update of m""")
                    .bind("batch", batchId)
                    .map((row, context) -> {
                        cards.add(row.getLong("card_id"));
                        return new Waiting(
                                masked(row.getString("card_number")),
                                Display.maskedName(row.getString("name")),
                                seal.open(
                                        row.getBytes("sealed"),
                                        RowFields.of("pin_mailer").number(row.getLong("card_id"))));
                    })
                    .list();
            if (waiting.isEmpty()) {
                throw printed(handle, batchId)
                        ? new CodedException(ErrorCode.MAILER_PRINTED, batchId)
                        : new CodedException(ErrorCode.MAILER_PIN_MISSING, batchId);
            }
            T out = printer.apply(waiting);
            handle.createUpdate("""
                            update pin_mailer set sealed = null, printed_by = :person, printed_at = :now
                            where card_id = any(:cards)""")
                    .bind("person", person)
                    .bind("now", clock.instant())
                    .bindArray("cards", Long.class, cards)
                    .execute();
            // PINs of cards that came to nothing are not kept either.
            handle.execute(
                    "update pin_mailer m set sealed = null from card c where c.card_id = m.card_id"
                            + " and m.batch_id = ? and c.state in ('SPOILED', 'WITHDRAWN')",
                    batchId);
            return out;
        });
    }

    private static boolean printed(Handle handle, UUID batchId) {
        return handle.createQuery(
                        "select exists (select 1 from pin_mailer where batch_id = :batch and printed_at is not null)")
                .bind("batch", batchId)
                .mapTo(Boolean.class)
                .one();
    }

    private static String masked(String cardNumber) {
        return "*".repeat(cardNumber.length() - 4) + cardNumber.substring(cardNumber.length() - 4);
    }

    /**
     * Notes who sees which component of a producer's transport key.
     *
     * @throws CodedException MAILER_SAME_PERSON when the person saw the other one
     */
    public void component(String producer, int number, String person) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into transport_component (producer, number, person, at) values (?, ?, ?, ?)"
                            + " on conflict do nothing",
                    producer,
                    number,
                    person,
                    clock.instant());
            int seen = handle.createQuery(
                            "select number from transport_component where producer = :producer and person = :person")
                    .bind("producer", producer)
                    .bind("person", person)
                    .mapTo(Integer.class)
                    .one();
            if (seen != number) {
                throw new CodedException(ErrorCode.COMPONENT_SAME_PERSON);
            }
        });
    }
}
