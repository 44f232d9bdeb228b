package org.sscard.issuer.registry.store;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Cards with their holders, from rows and back: a row's MAC is checked when it is read and made when it is written. */
final class CardRows {

    static final String SELECT = """
            select c.card_id, c.card_number, c.application_id, c.person_id, c.kind, c.region, c.state, c.blacklisted,
              c.batch_id, c.blank_serial, c.historical_bytes, c.identification_code, c.issue_date, c.expiry_date, c.apdus,
              c.reason, c.bank_state, c.due_millis, c.replaces_card_id, c.entries, c.history_mac, c.mac,
              p.id_index, p.name, p.sealed
            from card c join person p using (person_id)
            """;

    private final RegistrySeal seal;
    private final PersonRows persons;

    CardRows(RegistrySeal seal) {
        this.seal = seal;
        this.persons = new PersonRows(seal);
    }

    /** @throws CodedException REGISTRY_ROW_TAMPERED */
    CardRecord card(ResultSet row, StatementContext context) throws SQLException {
        if (!intact(row)) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "card");
        }
        return record(row);
    }

    boolean intact(ResultSet row) throws SQLException {
        byte[] mac = row.getBytes("mac");
        return mac != null && MessageDigest.isEqual(mac, mac(row));
    }

    /** Whether the row is as a version before the chained histories sealed it. */
    boolean intactUnchained(ResultSet row) throws SQLException {
        byte[] mac = row.getBytes("mac");
        return mac != null && MessageDigest.isEqual(mac, seal.mac(columns(row)));
    }

    private CardRecord record(ResultSet row) throws SQLException {
        return new CardRecord(
                row.getLong("card_id"),
                row.getString("card_number"),
                CardKind.valueOf(row.getString("kind")),
                row.getString("region"),
                CardState.valueOf(row.getString("state")),
                row.getBoolean("blacklisted"),
                persons.person(row),
                Optional.ofNullable(row.getObject("batch_id", UUID.class)),
                chip(row),
                row.getInt("apdus"),
                row.getString("reason"));
    }

    private byte[] mac(ResultSet row) throws SQLException {
        return seal.mac(columns(row).bytes(row.getBytes("history_mac")));
    }

    private static RowFields columns(ResultSet row) throws SQLException {
        return RowFields.of("card")
                .text(row.getString("card_number"))
                .number(row.getLong("application_id"))
                .number(row.getLong("person_id"))
                .text(row.getString("kind"))
                .text(row.getString("region"))
                .text(row.getString("state"))
                .flag(row.getBoolean("blacklisted"))
                .text(row.getString("batch_id"))
                .bytes(row.getBytes("blank_serial"))
                .bytes(row.getBytes("historical_bytes"))
                .bytes(row.getBytes("identification_code"))
                .text(row.getString("issue_date"))
                .text(row.getString("expiry_date"))
                .text(row.getString("bank_state"))
                .number(row.getObject("due_millis", Long.class))
                .number(row.getObject("replaces_card_id", Long.class))
                .number(row.getLong("entries"));
    }

    /** MACs of rows as they were just written, in the caller's transaction. */
    void reseal(Handle handle, List<Long> cardIds) {
        reseal(handle, cardIds, this::mac);
    }

    /** MACs as a version before the chained histories made them. */
    void resealUnchained(Handle handle, List<Long> cardIds) {
        reseal(handle, cardIds, row -> seal.mac(columns(row)));
    }

    private interface Sealing {
        byte[] of(ResultSet row) throws SQLException;
    }

    private static void reseal(Handle handle, List<Long> cardIds, Sealing sealing) {
        List<Long> ids = new ArrayList<>();
        List<String> macs = new ArrayList<>();
        handle.createQuery(SELECT + "where c.card_id = any(:ids)")
                .bindArray("ids", Long.class, cardIds)
                .map((row, context) -> {
                    macs.add(HexFormat.of().formatHex(sealing.of(row)));
                    return ids.add(row.getLong("card_id"));
                })
                .list();
        handle.createUpdate("""
                update card c set mac = decode(u.mac, 'hex') from unnest(:ids, :macs) as u (card_id, mac)
                where c.card_id = u.card_id""")
                .bindArray("ids", Long.class, ids)
                .bindArray("macs", String.class, macs)
                .execute();
    }

    private static Optional<Chip> chip(ResultSet row) throws SQLException {
        if (row.getBytes("blank_serial") == null) {
            return Optional.empty();
        }
        return Optional.of(new Chip(
                HistoricalBytes.ofBytes(row.getBytes("blank_serial")),
                HistoricalBytes.ofBytes(row.getBytes("historical_bytes")),
                CardIdentificationCode.ofBytes(row.getBytes("identification_code")),
                row.getDate("issue_date").toLocalDate(),
                row.getDate("expiry_date").toLocalDate()));
    }
}
