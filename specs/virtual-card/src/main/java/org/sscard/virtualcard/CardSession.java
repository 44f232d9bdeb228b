package org.sscard.virtualcard;

import java.time.Duration;
import java.util.Optional;
import org.sscard.spec.transport.CardTransportException;

/** A virtual card or PSAM seen from its contacts: power and bytes. One thread at a time. */
public interface CardSession {

    /** Answer to reset. */
    byte[] atr();

    /** Power-up or reset: everything that is not in the card's memory is lost. */
    void reset();

    /**
     * Any bytes in, an answer with at least a status word out.
     *
     * @throws CardTransportException when the card gives no answer (only under a fault script)
     */
    byte[] transmit(byte[] command);

    /** False while a fault script has taken the card out; the next reset puts it back. */
    default boolean isPresent() {
        return true;
    }

    /** How long a card that gave no answer stays away before it is there again; empty = for good. */
    default Optional<Duration> absence() {
        return Optional.empty();
    }

    /** The present content as an image; a card made from it is the same card. */
    String image();
}
