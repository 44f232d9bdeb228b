package org.sscard.issuer.workflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.issuer.stock.BlankRule;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Which batches two persons let into production, on which card OS; and whether a blank may become one of their cards, asked again
 * at the moment when it is to be made.
 */
public final class ReleaseStore implements BlankRule {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int TYPE_BYTES = 5;

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;
    private final CardOsStore register;
    private final boolean required;

    /** @param cards how many the batch had */
    public record Release(UUID batchId, String approvalNumber, int cards, String releasedBy, Instant releasedAt) {}

    /** @param required no batch without a release, no blank without an approved card OS */
    public ReleaseStore(Database database, Clock clock, RegistrySeal seal, CardOsStore register, boolean required) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
        this.register = register;
        this.required = required;
    }

    public boolean required() {
        return required;
    }

    /** @throws CodedException BATCH_RELEASED */
    public Release release(UUID batchId, String approvalNumber, int cards, String by) {
        Release release =
                new Release(batchId, approvalNumber, cards, by, clock.instant().truncatedTo(ChronoUnit.MICROS));
        int added = jdbi.withHandle(handle -> handle.execute(
                "insert into batch_release (batch_id, approval_number, cards, released_by, released_at, mac)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                batchId,
                approvalNumber,
                cards,
                by,
                release.releasedAt(),
                mac(release)));
        if (added != 1) {
            throw new CodedException(ErrorCode.BATCH_RELEASED, batchId);
        }
        return release;
    }

    public Optional<Release> find(UUID batchId) {
        return jdbi.withHandle(handle -> find(handle, batchId));
    }

    /** Cards of a region that were let into production so far. */
    public long cardsReleased(String region) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select coalesce(sum(cards), 0) from batch_release join batch using (batch_id) where region = :region")
                .bind("region", region)
                .mapTo(Long.class)
                .one());
    }

    /**
     * Before a batch is started.
     *
     * @throws CodedException BATCH_NOT_RELEASED, CARD_OS_NOT_APPROVED, CARD_OS_EXPIRED
     */
    public void requireStart(UUID batchId) {
        Optional<Release> release = find(batchId);
        if (release.isEmpty() && required) {
            throw new CodedException(ErrorCode.BATCH_NOT_RELEASED, batchId);
        }
        release.ifPresent(given -> register.require(given.approvalNumber()).requireInForce(LocalDate.now(clock)));
    }

    @Override
    public void require(Handle handle, byte[] chip, String vendor, String cardOs, long cardId) {
        LocalDate today = LocalDate.now(clock);
        Optional<Release> release = handle.createQuery("select batch_id from card where card_id = :card")
                .bind("card", cardId)
                .mapTo(UUID.class)
                .findOne()
                .flatMap(batch -> find(handle, batch));
        if (release.isPresent()) {
            CardOs approved =
                    register.find(handle, release.get().approvalNumber()).orElseThrow();
            approved.requireInForce(today);
            boolean same = approved.vendor().equals(vendor)
                    && approved.cardOs().equals(cardOs)
                    && approved.historical().equals(HEX.formatHex(chip, 0, TYPE_BYTES));
            if (!same) {
                throw new CodedException(ErrorCode.CARD_OS_DIFFERS, approved.approvalNumber());
            }
        } else if (required) {
            throw new CodedException(ErrorCode.BATCH_NOT_RELEASED, cardId);
        } else {
            requireNotKnownBad(register.of(handle, vendor, cardOs), today);
        }
    }

    /** Where no release is asked for, a product whose approvals have all ended is refused all the same. */
    private static void requireNotKnownBad(List<CardOs> known, LocalDate today) {
        if (!known.isEmpty() && known.stream().noneMatch(entry -> entry.standing(today) == CardOs.Standing.IN_FORCE)) {
            known.get(known.size() - 1).requireInForce(today);
        }
    }

    private Optional<Release> find(Handle handle, UUID batchId) {
        return handle.createQuery("select * from batch_release where batch_id = :batch")
                .bind("batch", batchId)
                .map((row, context) -> read(row))
                .findOne();
    }

    private Release read(ResultSet row) throws SQLException {
        Release release = new Release(
                row.getObject("batch_id", UUID.class),
                row.getString("approval_number"),
                row.getInt("cards"),
                row.getString("released_by"),
                row.getTimestamp("released_at").toInstant());
        if (!Arrays.equals(mac(release), row.getBytes("mac"))) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "batch_release");
        }
        return release;
    }

    private byte[] mac(Release release) {
        return seal.mac(RowFields.of("batch_release")
                .text(release.batchId().toString())
                .text(release.approvalNumber())
                .number((long) release.cards())
                .text(release.releasedBy()));
    }
}
