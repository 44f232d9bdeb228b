package org.sscard.issuer.perso;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;

/** Where every APDU is written down before it leaves and after it is answered (Issuing §4). */
public interface ApduJournal {

    /**
     * An APDU that is about to be sent.
     *
     * @param seq counts from 1 within one run
     * @param secret the data holds a key or a PIN: only its digest is kept
     */
    record Intention(int seq, String step, CommandApdu command, boolean secret) {}

    /**
     * What came of it.
     *
     * @param response nothing when no answer came
     * @param failure kind of the transport's failure, empty with an answer
     */
    record Result(int seq, String step, @Nullable ResponseApdu response, String failure) {}

    /**
     * Writes the result of one APDU together with the intention of the next, in one commit; durable on return.
     *
     * @throws org.sscard.wire.error.CodedException CARD_LEASE_LOST when another worker has taken the card
     */
    void write(Optional<Result> result, Optional<Intention> next);
}
