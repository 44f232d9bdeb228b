package org.sscard.insurance.cardstatus.store;

import java.util.HexFormat;
import java.util.Optional;
import org.sscard.insurance.cardstatus.CardStatus;
import org.sscard.insurance.store.DatabaseSession;

/** The replica of card status, and how far it has read the feed. */
public final class CardStatusStore {

    public Optional<CardStatus> find(DatabaseSession session, String cardIdentificationCode) {
        return session.handle()
                .createQuery("""
                        select card_number, social_security_number, region, state, blacklisted
                        from card_status where card_identification_code = :code
                        """)
                .bind("code", HexFormat.of().parseHex(cardIdentificationCode))
                .map((row, context) -> new CardStatus(
                        cardIdentificationCode,
                        row.getString("card_number"),
                        row.getString("social_security_number"),
                        row.getString("region"),
                        row.getString("state"),
                        row.getBoolean("blacklisted")))
                .findOne();
    }

    public long version(DatabaseSession session) {
        return session.handle()
                .createQuery("select version from feed_position")
                .mapTo(Long.class)
                .one();
    }

    public long cards(DatabaseSession session) {
        return session.handle()
                .createQuery("select count(*) from card_status")
                .mapTo(Long.class)
                .one();
    }

    /** Takes the change with this version, which follows the position by one; false when it does not. */
    public boolean apply(DatabaseSession session, CardStatus card, long version) {
        int moved = session.handle()
                .createUpdate("update feed_position set version = :version where version = :version - 1")
                .bind("version", version)
                .execute();
        if (moved == 0) {
            return false;
        }
        session.handle()
                .createUpdate("""
                        insert into card_status (card_identification_code, card_number, social_security_number,
                                                 region, state, blacklisted, version)
                        values (:code, :number, :ssn, :region, :state, :blacklisted, :version)
                        on conflict (card_identification_code) do update set
                            card_number = excluded.card_number,
                            social_security_number = excluded.social_security_number, region = excluded.region,
                            state = excluded.state, blacklisted = excluded.blacklisted, version = excluded.version
                        """)
                .bind("code", HexFormat.of().parseHex(card.cardIdentificationCode()))
                .bind("number", card.cardNumber())
                .bind("ssn", card.socialSecurityNumber())
                .bind("region", card.region())
                .bind("state", card.state())
                .bind("blacklisted", card.blacklisted())
                .bind("version", version)
                .execute();
        return true;
    }
}
