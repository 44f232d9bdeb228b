package org.sscard.terminal.card;

import java.time.Instant;
import java.util.Optional;
import org.sscard.spec.identity.CardIdentificationCode;

/** The agent's copy of the issuer's blacklist: asked before every transaction, with or without a line to the issuer. */
public interface Blacklist {

    boolean contains(CardIdentificationCode card);

    /** The last change that the copy holds, 0 while it holds none. */
    long version();

    /** Cards on the list. */
    int size();

    /** When the issuer last confirmed the copy; empty while it never did. */
    Optional<Instant> confirmed();
}
