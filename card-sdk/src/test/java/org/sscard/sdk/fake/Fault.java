package org.sscard.sdk.fake;

/** What happens to one message between SDK and insurer. */
public enum Fault {
    NONE,
    /** The request never arrives; the caller waits in vain. */
    REQUEST_LOST,
    /** The connection breaks before the insurer has the request. */
    RESET_BEFORE,
    /** The insurer acts, its answer never arrives. */
    REPLY_LOST,
    /** The insurer acts, then the connection breaks. */
    RESET_AFTER,
    /** The request is stuck in the network and arrives when the caller has long given up. */
    ARRIVES_LATE,
    /** The request arrives twice. */
    DOUBLED,
    /** The insurer acts and then fails inside: a coded answer that says nothing about the books. */
    FAILS_AFTER_COMMIT,
    /** The insurer cannot check the TAC: a coded refusal before anything is posted. */
    KEY_SERVICE_AWAY
}
