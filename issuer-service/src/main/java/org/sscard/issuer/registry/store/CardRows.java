package org.sscard.issuer.registry.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.Person;
import org.sscard.spec.identity.CardIdentificationCode;

/** Cards with their holders, from rows. */
final class CardRows {

    static final String SELECT = """
            select c.card_id, c.card_number, c.kind, c.region, c.state, c.blacklisted, c.batch_id, c.blank_serial,
              c.historical_bytes, c.identification_code, c.issue_date, c.expiry_date, c.apdus, c.reason,
              p.id_number, p.name, p.sex, p.ethnic_group, p.birthplace, p.birth_date, p.hukou_region, p.hukou_address,
              p.phone
            from card c join person p using (person_id)
            """;

    private CardRows() {}

    static CardRecord card(ResultSet row, StatementContext context) throws SQLException {
        return new CardRecord(
                row.getLong("card_id"),
                row.getString("card_number"),
                CardKind.valueOf(row.getString("kind")),
                row.getString("region"),
                CardState.valueOf(row.getString("state")),
                row.getBoolean("blacklisted"),
                person(row),
                Optional.ofNullable(row.getObject("batch_id", UUID.class)),
                chip(row),
                row.getInt("apdus"),
                row.getString("reason"));
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

    static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getString("id_number"),
                row.getString("name"),
                row.getString("sex"),
                row.getString("ethnic_group"),
                row.getString("birthplace"),
                row.getDate("birth_date").toLocalDate(),
                row.getString("hukou_region"),
                row.getString("hukou_address"),
                row.getString("phone"));
    }
}
