package org.sscard.issuer.custody;

import java.util.List;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonConflict.Decision;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.registry.store.PersonBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What of the registry takes two persons: who somebody is, and whether two are one. Both see data masked. */
public final class RegistryActions {

    private final PersonBook persons;

    public RegistryActions(PersonBook persons) {
        this.persons = persons;
    }

    public void register(CustodyDesk desk) {
        desk.register(Verb.PERSON_CORRECT, this::correct);
        desk.register(Verb.CONFLICT_DECIDE, this::decide);
    }

    private Plan correct(CustodyRequest request) {
        request.requireOnly("correction");
        long correction = number(request, "correction");
        PersonBook.Proposal proposal = persons.proposal(correction);
        List<Plan.Change> changes = PersonField.differing(proposal.before(), proposal.after()).stream()
                .map(field -> new Plan.Change(
                        field.zh(),
                        field.masked(field.of(proposal.before())),
                        field.masked(field.of(proposal.after()))))
                .toList();
        return new Plan(
                "更正登记 " + proposal.personId() + "："
                        + PersonField.NAME.masked(proposal.before().name()),
                changes,
                List.of("理由：" + proposal.why(), "已制成的卡内容不变，须另行补换"),
                by -> {
                    persons.correctAsProposed(correction, by.account());
                    return Long.toString(proposal.personId());
                });
    }

    private Plan decide(CustodyRequest request) {
        request.requireOnly("conflict", "decision", "reason");
        long number = number(request, "conflict");
        Decision decision = decision(request.require("decision"));
        String reason = request.require("reason");
        PersonConflict conflict = persons.conflict(number);
        if (conflict.decision().isPresent()) {
            throw new CodedException(ErrorCode.CONFLICT_DECIDED, conflict.decidedBy());
        }
        List<Plan.Change> changes = PersonField.differing(
                        conflict.registered(), conflict.applicant().person())
                .stream()
                .map(field -> new Plan.Change(
                        field.zh(),
                        field.masked(field.of(conflict.registered())),
                        field.masked(field.of(conflict.applicant().person()))))
                .toList();
        return new Plan(
                "裁定冲突 " + number + "：" + decision.zh(), changes, List.of(conflict.ruleZh(), "理由：" + reason), by -> {
                    persons.decide(number, decision, by.account(), reason);
                    return Long.toString(number);
                });
    }

    private static Decision decision(String name) {
        try {
            return Decision.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CONFLICT_DECISION_ILLEGAL, name);
        }
    }

    private static long number(CustodyRequest request, String name) {
        try {
            return Long.parseLong(request.require(name));
        } catch (NumberFormatException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, name, "1..");
        }
    }
}
