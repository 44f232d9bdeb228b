package org.sscard.servicekit.approval;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The sensitive actions of a service: who may ask, who may approve, how long it stays open. Others do not exist. */
public record ApprovalRules(Map<String, Rule> byAction) {

    /** One row of the table. */
    public record Rule(Set<Role> requesters, Set<Role> approvers, Duration open) {

        public Rule {
            requesters = Set.copyOf(requesters);
            approvers = Set.copyOf(approvers);
        }
    }

    public ApprovalRules {
        byAction = Map.copyOf(byAction);
    }

    Rule requireRequester(String action, Principal caller) {
        Rule rule = rule(action);
        require(rule.requesters(), caller, action);
        return rule;
    }

    void requireApprover(String action, Principal caller) {
        require(rule(action).approvers(), caller, action);
    }

    private Rule rule(String action) {
        Rule rule = byAction.get(action);
        if (rule == null) {
            throw new IllegalArgumentException("no approval rule for " + action);
        }
        return rule;
    }

    private static void require(Set<Role> roles, Principal caller, String action) {
        if (roles.stream().noneMatch(caller::has)) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, action);
        }
    }
}
