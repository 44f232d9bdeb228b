package org.sscard.issuer.perso;

/**
 * The right to work on one card. A later lease has a higher token; whoever holds an older one can write nothing any more
 * (F6).
 */
public record Lease(long cardId, long token) {}
