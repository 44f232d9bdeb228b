package org.sscard.issuer.registry;

/**
 * A registered person who may be the same as somebody else.
 *
 * @param rule by which
 */
public record NearPerson(long personId, Person person, NearRules.Rule rule) {}
