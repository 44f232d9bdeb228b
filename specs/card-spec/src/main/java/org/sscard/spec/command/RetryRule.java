package org.sscard.spec.command;

/** Whether a command may be sent again when no answer came. Only reads whose second run changes nothing may. */
public enum RetryRule {
    ALWAYS,
    /** Unless it moves relative to the record or file found last (modes next and previous). */
    ABSOLUTE,
    /** Only without data: VERIFY that asks for the tries left. */
    QUERY,
    NEVER
}
