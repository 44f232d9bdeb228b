package org.sscard.insurance.compat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Whom a message is about: a person of our pool, named with the own place of insurance and scheme. */
final class CallerPerson {

    private static final String CARD = "03";
    private static final Set<String> CREDENTIALS = Set.of("01", "02", CARD);

    private final EnrolmentStore persons = new EnrolmentStore();
    private final PersonDetailStore details = new PersonDetailStore();

    /** The person of {@code psn_no}; what else the row says of the person must fit. */
    InsuredPerson named(Call call, Row row) {
        String number = row.text("psn_no");
        InsuredPerson person = persons.find(call.session(), number)
                .filter(found -> found.psnNo().equals(number))
                .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        requirePooled(call, person);
        if (!call.envelope().fields().text("insuplc_admdvs").equals(person.region())) {
            throw new CodedException(ErrorCode.AREA_NOT_OURS, "insuplc_admdvs");
        }
        String scheme = row.text("insutype");
        if (!scheme.isEmpty() && !scheme.equals(insutype(person.scheme()))) {
            throw new CodedException(ErrorCode.SCHEME_DIFFERS, "insutype");
        }
        requireOwnCredential(call, row, person);
        return person;
    }

    void requirePooled(Call call, InsuredPerson person) {
        if (!persons.pooled(call.session(), person.region())) {
            throw new CodedException(ErrorCode.INSURED_PERSON_OTHER_POOL, person.region());
        }
    }

    /** The person whom a credential shows: 02 by id number, 03 by card number, identification code or id number. */
    InsuredPerson shown(Call call, Row row) {
        String type = row.text("mdtrt_cert_type");
        String number = row.text("mdtrt_cert_no").toUpperCase(Locale.ROOT);
        requireKnownType(type);
        String holder = number;
        if (type.equals(CARD)) {
            holder = details.cards(call.session(), number).stream()
                    .findFirst()
                    .map(PersonDetailStore.Card::socialSecurityNumber)
                    .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        }
        String socialSecurityNumber = holder;
        InsuredPerson person = persons.find(call.session(), socialSecurityNumber)
                .filter(found -> found.socialSecurityNumber().equals(socialSecurityNumber) && !type.equals("01"))
                .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        requireOwnCredential(call, row, person);
        return person;
    }

    /** Any of the person's own numbers is accepted as a credential; of a card, only one in use (rule M01). */
    private void requireOwnCredential(Call call, Row row, InsuredPerson person) {
        String type = row.text("mdtrt_cert_type");
        String number = row.text("mdtrt_cert_no").toUpperCase(Locale.ROOT);
        String code = row.text("card_sn").toUpperCase(Locale.ROOT);
        if (!type.isEmpty()) {
            requireKnownType(type);
        }
        if (type.equals("01") && code.isEmpty()) {
            return;
        }
        List<PersonDetailStore.Card> cards = details.cards(call.session(), person.socialSecurityNumber());
        boolean ownNumber = number.isEmpty()
                || type.equals("01")
                || number.equals(person.socialSecurityNumber())
                || number.equals(person.psnNo())
                || cards.stream()
                        .anyMatch(card ->
                                card.number().equals(number) || card.code().equals(number));
        if (!ownNumber) {
            throw new CodedException(ErrorCode.CREDENTIAL_DIFFERS, "mdtrt_cert_no");
        }
        if (!code.isEmpty() && cards.stream().noneMatch(card -> card.code().equals(code))) {
            throw new CodedException(ErrorCode.CREDENTIAL_DIFFERS, "card_sn");
        }
        boolean refused = cards.stream()
                .anyMatch(card -> !card.usable()
                        && (card.code().equals(code)
                                || card.number().equals(number)
                                || card.code().equals(number)));
        if (refused) {
            throw new CodedException(ErrorCode.CARD_STATUS_REFUSED, "mdtrt_cert_no");
        }
    }

    private static void requireKnownType(String type) {
        if (!CREDENTIALS.contains(type)) {
            throw FieldType.refused("mdtrt_cert_type", "none of 01, 02, 03");
        }
    }

    static String insutype(Scheme scheme) {
        return scheme == Scheme.RESIDENT ? "390" : "310";
    }
}
