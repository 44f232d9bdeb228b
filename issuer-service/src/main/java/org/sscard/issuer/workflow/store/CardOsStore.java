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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The register of approved card operating systems. An entry that somebody changed by hand is not read. */
public final class CardOsStore {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    /** What happened to an entry. */
    public record Line(String what, String who, String why, Instant at) {}

    public CardOsStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    /**
     * Enters an approved one, or puts the same one that was revoked in force again.
     *
     * @throws CodedException CARD_OS_KNOWN
     */
    public CardOs approve(CardOs approved, String by) {
        return jdbi.inTransaction(handle -> {
            Optional<CardOs> before = find(handle, approved.approvalNumber());
            requireNew(before, approved);
            CardOs entry = entry(approved, false, "", by);
            handle.createUpdate("""
                            insert into card_os (approval_number, vendor, chip, card_os, historical, valid_from, valid_to, revoked,
                              reason, changed_by, changed_at, mac)
                            values (:number, :vendor, :chip, :os, :historical, :from, :to, false, '', :by, :now, :mac)
                            on conflict (approval_number) do update set revoked = false, reason = '', valid_from = :from,
                              valid_to = :to, changed_by = :by, changed_at = :now, mac = :mac""")
                    .bind("number", entry.approvalNumber())
                    .bind("vendor", entry.vendor())
                    .bind("chip", entry.chip())
                    .bind("os", entry.cardOs())
                    .bind("historical", HEX.parseHex(entry.historical()))
                    .bind("from", entry.validFrom())
                    .bind("to", entry.validTo())
                    .bind("by", by)
                    .bind("now", entry.changedAt())
                    .bind("mac", mac(entry))
                    .execute();
            note(handle, entry.approvalNumber(), before.isPresent() ? "REINSTATED" : "APPROVED", by, "");
            return entry;
        });
    }

    /** @throws CodedException CARD_OS_KNOWN unless it is new, or the same product whose approval was revoked */
    public static void requireNew(Optional<CardOs> known, CardOs approved) {
        if (known.isPresent() && !(known.get().revoked() && known.get().sameProduct(approved))) {
            throw new CodedException(ErrorCode.CARD_OS_KNOWN, approved.approvalNumber());
        }
    }

    /** @throws CodedException CARD_OS_NOT_FOUND, CARD_OS_NOT_APPROVED when it was revoked before */
    public CardOs revoke(String approvalNumber, String by, String reason) {
        return jdbi.inTransaction(handle -> {
            CardOs before = find(handle, approvalNumber)
                    .orElseThrow(() -> new CodedException(ErrorCode.CARD_OS_NOT_FOUND, approvalNumber));
            if (before.revoked()) {
                throw new CodedException(ErrorCode.CARD_OS_NOT_APPROVED, approvalNumber);
            }
            CardOs entry = entry(before, true, reason, by);
            handle.execute(
                    "update card_os set revoked = true, reason = ?, changed_by = ?, changed_at = ?, mac = ?"
                            + " where approval_number = ?",
                    reason,
                    by,
                    entry.changedAt(),
                    mac(entry),
                    approvalNumber);
            note(handle, approvalNumber, "REVOKED", by, reason);
            return entry;
        });
    }

    /** @throws CodedException CARD_OS_NOT_FOUND, REGISTRY_ROW_TAMPERED */
    public CardOs require(String approvalNumber) {
        return jdbi.withHandle(handle -> find(handle, approvalNumber))
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_OS_NOT_FOUND, approvalNumber));
    }

    public Optional<CardOs> find(String approvalNumber) {
        return jdbi.withHandle(handle -> find(handle, approvalNumber));
    }

    Optional<CardOs> find(Handle handle, String approvalNumber) {
        return handle.createQuery("select * from card_os where approval_number = :number")
                .bind("number", approvalNumber)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** By vendor and name. */
    public List<CardOs> all() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from card_os order by vendor, card_os, valid_from, approval_number")
                .map((row, context) -> read(row))
                .list());
    }

    /** Those of a vendor's product. */
    List<CardOs> of(Handle handle, String vendor, String cardOs) {
        return handle.createQuery("select * from card_os where vendor = :vendor and card_os = :os")
                .bind("vendor", vendor)
                .bind("os", cardOs)
                .map((row, context) -> read(row))
                .list();
    }

    public List<Line> history(String approvalNumber) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from card_os_history where approval_number = :number order by card_os_history_id")
                .bind("number", approvalNumber)
                .map((row, context) -> new Line(
                        row.getString("what"),
                        row.getString("who"),
                        row.getString("why"),
                        row.getTimestamp("at").toInstant()))
                .list());
    }

    private void note(Handle handle, String approvalNumber, String what, String who, String why) {
        handle.execute(
                "insert into card_os_history (approval_number, what, who, why, at) values (?, ?, ?, ?, ?)",
                approvalNumber,
                what,
                who,
                why,
                clock.instant());
    }

    private CardOs entry(CardOs of, boolean revoked, String reason, String by) {
        return new CardOs(
                of.approvalNumber(),
                of.vendor(),
                of.chip(),
                of.cardOs(),
                of.historical(),
                of.validFrom(),
                of.validTo(),
                revoked,
                reason,
                by,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private CardOs read(ResultSet row) throws SQLException {
        CardOs entry = new CardOs(
                row.getString("approval_number"),
                row.getString("vendor"),
                row.getString("chip"),
                row.getString("card_os"),
                HEX.formatHex(row.getBytes("historical")),
                row.getObject("valid_from", LocalDate.class),
                row.getObject("valid_to", LocalDate.class),
                row.getBoolean("revoked"),
                row.getString("reason"),
                row.getString("changed_by"),
                row.getTimestamp("changed_at").toInstant());
        if (!Arrays.equals(mac(entry), row.getBytes("mac"))) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "card_os");
        }
        return entry;
    }

    private byte[] mac(CardOs entry) {
        return seal.mac(RowFields.of("card_os")
                .text(entry.approvalNumber())
                .text(entry.vendor())
                .text(entry.chip())
                .text(entry.cardOs())
                .text(entry.historical())
                .text(entry.validFrom().toString())
                .text(entry.validTo().toString())
                .flag(entry.revoked()));
    }
}
