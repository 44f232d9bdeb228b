package org.sscard.issuer.rpc;

import java.util.List;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonConflict.Decision;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.registry.PersonHistoryEntry;
import org.sscard.issuer.registry.RegisteredPerson;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.PersonChange;
import org.sscard.wire.issuer.v1.PersonEvent;
import org.sscard.wire.issuer.v1.PersonRecord;

/** Persons as messages. */
final class PersonMessages {

    private PersonMessages() {}

    static PersonRecord person(RegisteredPerson person, List<CardRecord> cards, boolean masked) {
        PersonRecord.Builder message =
                PersonRecord.newBuilder().setPersonId(person.personId()).setVersion(person.version());
        for (PersonField field : PersonField.values()) {
            message.putData(field.header(), shown(field, field.of(person.person()), masked));
        }
        for (PersonHistoryEntry entry : person.history()) {
            PersonEvent.Builder event = PersonEvent.newBuilder()
                    .setAtMillis(entry.at().toEpochMilli())
                    .setWhat(entry.what())
                    .setWho(entry.who())
                    .setWhy(entry.why());
            entry.changes()
                    .forEach(change -> event.addChanges(PersonChange.newBuilder()
                            .setField(change.field().header())
                            .setBefore(shown(change.field(), change.before(), masked))
                            .setAfter(shown(change.field(), change.after(), masked))));
            message.addHistory(event);
        }
        cards.forEach(card -> message.addCards(Messages.card(card)));
        return message.build();
    }

    static org.sscard.wire.issuer.v1.PersonConflict conflict(PersonConflict conflict) {
        var message = org.sscard.wire.issuer.v1.PersonConflict.newBuilder()
                .setConflictId(conflict.conflictId())
                .setRule(conflict.rule())
                .setRuleZh(conflict.ruleZh())
                .setState(conflict.decision().isEmpty() ? "OPEN" : "DECIDED")
                .setPersonId(conflict.personId())
                .setDecision(conflict.decision().map(Enum::name).orElse(""))
                .setDecidedBy(conflict.decidedBy())
                .setWhy(conflict.why())
                .setFourEyes(conflict.possible().stream().anyMatch(conflict::fourEyes))
                .setIntakeId(conflict.intakeId().map(Object::toString).orElse(""))
                .setRow(conflict.applicant().row());
        PersonField.differing(conflict.registered(), conflict.applicant().person())
                .forEach(field -> message.addDifferences(PersonChange.newBuilder()
                        .setField(field.header())
                        .setBefore(field.masked(field.of(conflict.registered())))
                        .setAfter(field.masked(field.of(conflict.applicant().person())))));
        if (conflict.decision().isEmpty()) {
            conflict.possible().forEach(decision -> message.addDecisions(decision.name()));
        }
        return message.build();
    }

    static Decision decision(String name) {
        try {
            return Decision.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CONFLICT_DECISION_ILLEGAL, name);
        }
    }

    private static String shown(PersonField field, String value, boolean masked) {
        return masked ? field.masked(value) : value;
    }
}
