package org.sscard.issuer.intake;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sscard.issuer.custody.CustodyDesk;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonConflict.Decision;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.registry.RegisteredPerson;
import org.sscard.issuer.registry.store.PersonBook;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Where persons' data are corrected and conflicts decided, by one person or two. What was only asked for is answered with the
 * approval that a second person has to give.
 */
public final class PersonDesk {

    private static final int MOST_REASON = 200;

    private final PersonBook persons;
    private final CustodyDesk approvals;
    private final RosterRules rules;
    private final String anyRegion;

    /** @param regions the regions that this bureau issues for */
    public PersonDesk(PersonBook persons, CustodyDesk approvals, Set<String> regions) {
        this.persons = persons;
        this.approvals = approvals;
        this.rules = new RosterRules(regions);
        this.anyRegion = regions.stream().sorted().findFirst().orElseThrow();
    }

    public PersonBook book() {
        return persons;
    }

    /**
     * @param seen the version that was looked at
     * @param texts as a roster's cells hold them; what is not named stays
     * @return the approval that is needed; empty: it is done
     * @throws CodedException PERSON_CHANGED, PERSON_UNCHANGED, PERSON_FIELD_INVALID, PERSON_ID_TAKEN, PERSON_NOT_FOUND
     */
    public Optional<String> correct(
            long personId, long seen, Map<PersonField, String> texts, String why, Principal caller) {
        String reason = reason(why);
        RegisteredPerson before = persons.person(personId);
        Person after = checked(before.person(), texts);
        boolean sensitive =
                PersonField.differing(before.person(), after).stream().anyMatch(PersonField::fourEyes);
        if (!sensitive || before.version() != seen) {
            persons.correct(personId, seen, after, caller.account(), reason);
            return Optional.empty();
        }
        long correction = persons.propose(personId, seen, after, caller.account(), reason);
        return Optional.of(approvals
                .request(
                        new CustodyRequest(Verb.PERSON_CORRECT, Map.of("correction", Long.toString(correction))),
                        caller)
                .id());
    }

    /** By the rules of a roster's row. */
    private Person checked(Person before, Map<PersonField, String> texts) {
        Map<RosterColumn, String> cells = new EnumMap<>(RosterColumn.class);
        for (PersonField field : PersonField.values()) {
            RosterColumn column = RosterColumn.ofHeader(field.header()).orElseThrow();
            cells.put(column, texts.getOrDefault(field, field.of(before)));
        }
        cells.put(RosterColumn.ISSUING_REGION, anyRegion);
        RosterRules.Checked checked = rules.check(new RosterRow(1, Map.of(), 0, 0).with(cells));
        checked.faults().stream().findFirst().ifPresent(fault -> {
            throw new CodedException(
                    ErrorCode.PERSON_FIELD_INVALID, fault.column(), fault.text().zh());
        });
        return checked.applicant().orElseThrow().person();
    }

    /**
     * @return the approval that is needed; empty: it is done
     * @throws CodedException CONFLICT_NOT_FOUND, CONFLICT_DECIDED, CONFLICT_DECISION_ILLEGAL
     */
    public Optional<String> decide(long conflictId, Decision decision, String why, Principal caller) {
        String reason = reason(why);
        PersonConflict conflict = persons.conflict(conflictId);
        if (conflict.decision().isPresent()
                || !conflict.possible().contains(decision)
                || !conflict.fourEyes(decision)) {
            persons.decide(conflictId, decision, caller.account(), reason);
            return Optional.empty();
        }
        return Optional.of(approvals
                .request(
                        new CustodyRequest(
                                Verb.CONFLICT_DECIDE,
                                Map.of(
                                        "conflict",
                                        Long.toString(conflictId),
                                        "decision",
                                        decision.name(),
                                        "reason",
                                        reason)),
                        caller)
                .id());
    }

    private static String reason(String why) {
        String reason = why.strip();
        if (reason.isEmpty() || reason.length() > MOST_REASON) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "reason", "1-" + MOST_REASON);
        }
        return reason;
    }
}
