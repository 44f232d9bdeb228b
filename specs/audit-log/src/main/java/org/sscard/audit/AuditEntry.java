package org.sscard.audit;

/**
 * What an actor did: who, where, what, on what, with which result. The caller puts no secret and no full card number
 * here; the log is read by many.
 *
 * @param actor the person or service, as its certificate names it
 * @param place the machine or address that the actor came from
 * @param action a stable verb, for instance {@code KEY_IMPORT}
 * @param subject what it was done to
 * @param result OK, or the code of the error catalogue
 */
public record AuditEntry(String actor, String place, String action, String subject, String result) {

    static final int MAX_FIELD_CHARS = 4096;

    public AuditEntry {
        requireShort(actor);
        requireShort(place);
        requireShort(action);
        requireShort(subject);
        requireShort(result);
    }

    private static void requireShort(String field) {
        if (field.length() > MAX_FIELD_CHARS) {
            throw new IllegalArgumentException("audit field of " + field.length() + " characters");
        }
    }
}
