package org.sscard.insurance.settlement;

import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Asks the key service whether a TAC is right. The insurer has no card keys. */
public interface TacVerifier {

    enum Verdict {
        GENUINE,
        FALSE,
        /** Region or algorithm whose keys that service does not have. */
        NOT_OURS
    }

    /** Throws KEY_SERVICE_UNAVAILABLE when there is no answer in time. */
    Verdict verify(CardProof proof);

    /** The same of a card's answer to a challenge. */
    default Verdict verify(CardAuthentication authentication) {
        throw new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
    }
}
