package org.sscard.issuer.registry;

/**
 * A person who applies for a card.
 *
 * @param row where the application stands in its roster, 1-based
 * @param region region that issues the card
 */
public record Applicant(int row, Person person, String region) {}
