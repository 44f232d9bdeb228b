package org.sscard.sdk;

/**
 * A split that the insurer keeps for settling, once.
 *
 * @param id the insurer's number of the quote
 * @param digest SHA-256 over the quoted content, 64 hex digits; settling a changed quote is refused
 * @param visit of the bill it was made for
 */
public record Quote(String id, String digest, String visit, Split split) {}
