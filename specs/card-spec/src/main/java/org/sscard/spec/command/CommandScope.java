package org.sscard.spec.command;

/** Who understands a command. */
public enum CommandScope {
    /** The user card in use (§6). */
    CARD,
    /** The user card while it is personalised (§7.1, convention). */
    ISSUING,
    /** The PSAM (§6). */
    PSAM
}
