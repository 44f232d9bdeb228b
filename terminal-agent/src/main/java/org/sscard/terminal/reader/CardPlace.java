package org.sscard.terminal.reader;

import java.util.List;

/**
 * Where the holder's card is looked for: in a reader by name, or in the first reader of these roles that holds a card.
 *
 * @param reader empty: any
 * @param roles in order of preference; a named reader must have one of them
 */
public record CardPlace(String reader, List<ReaderRole> roles) {

    public CardPlace {
        roles = List.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a place has at least one role");
        }
    }

    /** @param reader empty: the user contact reader */
    public static CardPlace named(String reader) {
        return reader.isEmpty()
                ? ofRoles(ReaderRole.USER_CONTACT)
                : new CardPlace(reader, List.of(ReaderRole.USER_CONTACT, ReaderRole.USER_CONTACTLESS));
    }

    public static CardPlace ofRoles(ReaderRole... roles) {
        return new CardPlace("", List.of(roles));
    }
}
