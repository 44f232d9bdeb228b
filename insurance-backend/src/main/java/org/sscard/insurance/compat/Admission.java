package org.sscard.insurance.compat;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Who may send what: an institution's certificate speaks for that institution only. The envelope carries no card's proof,
 * so only institutions that may settle without a card settle here; a first run allows all.
 */
final class Admission {

    private final Authenticator authenticator;
    private final Set<String> institutionsWithoutCard;
    private final boolean dev;

    Admission(Authenticator authenticator, Set<String> institutionsWithoutCard, boolean dev) {
        this.authenticator = authenticator;
        this.institutionsWithoutCard = Set.copyOf(institutionsWithoutCard);
        this.dev = dev;
    }

    void check(ServiceRequestContext context, Envelope envelope) {
        Principal caller = authenticator.authenticate(context);
        if (caller == null) {
            throw new CodedException(ErrorCode.LOGIN_REQUIRED);
        }
        boolean speaksForItself = caller.certified() && caller.account().equals(envelope.institution());
        if (!caller.has(Role.INSTITUTION) || !(speaksForItself || (dev && !caller.certified()))) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, "fixmedins_code");
        }
        if (envelope.transaction().settles() && !dev && !institutionsWithoutCard.contains(envelope.institution())) {
            throw new CodedException(ErrorCode.CARD_PROOF_MISSING);
        }
    }

    String account(ServiceRequestContext context) {
        Principal caller = authenticator.authenticate(context);
        return caller == null ? "-" : caller.account();
    }
}
