package org.sscard.terminal.reader;

/** What a reader of this machine is there for. */
public enum ReaderRole {
    USER_CONTACT,
    USER_CONTACTLESS,
    PSAM,
    /** Only the personalisation station drives it; the card calls of the local API do not see it. */
    PERSONALISATION,
    /** Found, but no rule gives it a role: nothing drives it. */
    UNASSIGNED
}
