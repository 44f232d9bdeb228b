package org.sscard.insurance.enrolment.review;

import java.util.Set;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/** Who does a step: an account and the human being behind it. */
public record Reviewer(String account, String person, Set<Role> roles) {

    public Reviewer {
        roles = Set.copyOf(roles);
    }

    public static Reviewer of(Principal principal) {
        return new Reviewer(principal.account(), principal.person(), principal.roles());
    }
}
