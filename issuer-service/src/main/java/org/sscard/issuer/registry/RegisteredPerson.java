package org.sscard.issuer.registry;

import java.util.List;

/**
 * A person with everything that happened to their data.
 *
 * @param version counts the entries of the history
 * @param history oldest first
 */
public record RegisteredPerson(long personId, long version, Person person, List<PersonHistoryEntry> history) {

    public RegisteredPerson {
        history = List.copyOf(history);
    }
}
