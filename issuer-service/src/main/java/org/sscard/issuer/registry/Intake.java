package org.sscard.issuer.registry;

/** What the registry answered to one applicant. */
public sealed interface Intake {

    Applicant applicant();

    /** A person, an application and a card number were taken in. */
    record Accepted(Applicant applicant, String cardNumber) implements Intake {}

    /** The application stood already; nothing changed. */
    record Repeated(Applicant applicant) implements Intake {}

    /** The id number is registered with other data; nothing changed. {@code column} names the first difference in Chinese. */
    record Differs(Applicant applicant, String column) implements Intake {}

    /** Somebody registered may be the same person; the applicant waits in the conflict queue. {@code rule} says why. */
    record Queued(Applicant applicant, String rule) implements Intake {}
}
