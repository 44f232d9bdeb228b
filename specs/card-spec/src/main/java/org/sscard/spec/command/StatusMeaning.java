package org.sscard.spec.command;

import org.sscard.spec.apdu.StatusWord;

/**
 * What a status word says in the command that got it.
 *
 * @param source whether the command's own table, the general table, or neither knows the word
 */
public record StatusMeaning(StatusWord status, String zh, String en, Source source) {

    public enum Source {
        COMMAND,
        GENERAL,
        UNKNOWN
    }

    public boolean isKnown() {
        return source != Source.UNKNOWN;
    }
}
