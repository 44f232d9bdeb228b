package org.sscard.insurance.rpc;

import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** An institution's certificate speaks for that institution only; another code is refused and recorded. */
final class InstitutionBinding {

    private final AuditTrail audit;

    InstitutionBinding(AuditTrail audit) {
        this.audit = audit;
    }

    void require(String institution) {
        Principal caller = Principal.current();
        boolean bound = caller.certified() && caller.has(Role.INSTITUTION);
        if (bound && !caller.account().equals(institution)) {
            audit.refusalsRecorded("SPEAK_FOR", institution, () -> {
                throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, institution);
            });
        }
    }
}
