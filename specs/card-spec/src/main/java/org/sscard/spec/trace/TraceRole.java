package org.sscard.spec.trace;

import org.sscard.spec.command.CommandScope;

/** Which kind of card a session was with; decides how its commands are understood. */
public enum TraceRole {
    CARD("card"),
    PSAM("psam");

    private final String text;

    TraceRole(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** A PSAM also answers the file and challenge commands of the card. */
    CommandScope[] scopes() {
        return switch (this) {
            case CARD -> new CommandScope[] {CommandScope.CARD, CommandScope.ISSUING};
            case PSAM -> new CommandScope[] {CommandScope.PSAM, CommandScope.CARD};
        };
    }

    /** @throws IllegalArgumentException for another word than card and psam */
    static TraceRole ofText(String text) {
        for (TraceRole role : values()) {
            if (role.text.equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("a trace is of a card or a psam");
    }
}
