package org.sscard.terminal.card;

import org.sscard.spec.identity.CardIdentificationCode;

/** The agent's copy of the issuer's blacklist: asked before every transaction, with or without a line to the issuer. */
public interface Blacklist {

    boolean contains(CardIdentificationCode card);

    /** The last change that the copy holds, 0 while it holds none. */
    long version();
}
