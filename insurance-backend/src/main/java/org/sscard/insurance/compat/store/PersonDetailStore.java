package org.sscard.insurance.compat.store;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.store.DatabaseSession;

/** What the national interface tells of a person beyond the cover. */
public final class PersonDetailStore {

    /** @param sex M, F or null where it is not registered */
    public record PersonDetail(
            String name, @Nullable String sex, @Nullable LocalDate birth, String status) {

        /** A person's data are not for logs. */
        @Override
        public String toString() {
            return "PersonDetail";
        }
    }

    public PersonDetail detail(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("select name, sex, birth, status from person join enrolment using (person_id)"
                        + " where person_id = :id")
                .bind("id", personId)
                .map((row, context) -> new PersonDetail(
                        row.getString("name"),
                        row.getString("sex"),
                        row.getObject("birth", LocalDate.class),
                        row.getString("status")))
                .one();
    }

    /** A card as the replica of the issuer's feed has it; the code is hexadecimal. */
    public record Card(String code, String number, String socialSecurityNumber, String state, boolean blacklisted) {

        public boolean usable() {
            return state.equals("ACTIVE") && !blacklisted;
        }

        @Override
        public String toString() {
            return "Card";
        }
    }

    /** Cards by social security number, card number or identification code. */
    public List<Card> cards(DatabaseSession session, String number) {
        return session.handle()
                .createQuery("""
                        select upper(encode(card_identification_code, 'hex')) as code, card_number,
                               social_security_number, state, blacklisted
                        from card_status
                        where social_security_number = :number or card_number = :number
                           or upper(encode(card_identification_code, 'hex')) = :number
                        """)
                .bind("number", number)
                .map((row, context) -> new Card(
                        row.getString("code"),
                        row.getString("card_number"),
                        row.getString("social_security_number"),
                        row.getString("state"),
                        row.getBoolean("blacklisted")))
                .list();
    }
}
