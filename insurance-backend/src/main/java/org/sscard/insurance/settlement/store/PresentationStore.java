package org.sscard.insurance.settlement.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Optional;
import org.sscard.insurance.store.DatabaseSession;

/** When the card of an emergency was shown. */
public final class PresentationStore {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** @param cardIdentificationCode 16 bytes in hexadecimal, upper case */
    public record Presentation(
            long personId, String cardIdentificationCode, LocalDateTime admittedAt, LocalDateTime presentedAt) {

        @Override
        public String toString() {
            return "Presentation[" + personId + "]";
        }
    }

    /** The presentation that stands: this one, or the first. */
    public Presentation record(
            DatabaseSession session, String institution, String visit, Presentation told, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into card_presentation
                            (institution, visit, person_id, card_identification_code, admitted_at, presented_at, recorded_at)
                        values (:institution, :visit, :person, :card, :admitted, :presented, :at) on conflict do nothing
                        """)
                .bind("institution", institution)
                .bind("visit", visit)
                .bind("person", told.personId())
                .bind("card", HEX.parseHex(told.cardIdentificationCode()))
                .bind("admitted", told.admittedAt())
                .bind("presented", told.presentedAt())
                .bind("at", at)
                .execute();
        return find(session, institution, visit).orElseThrow();
    }

    public Optional<Presentation> find(DatabaseSession session, String institution, String visit) {
        return session.handle()
                .createQuery("""
                        select person_id, card_identification_code, admitted_at, presented_at from card_presentation
                        where institution = :institution and visit = :visit
                        """)
                .bind("institution", institution)
                .bind("visit", visit)
                .map((row, context) -> new Presentation(
                        row.getLong("person_id"),
                        HEX.formatHex(row.getBytes("card_identification_code")),
                        row.getObject("admitted_at", LocalDateTime.class),
                        row.getObject("presented_at", LocalDateTime.class)))
                .findOne();
    }
}
