package org.sscard.sdk;

/** What the insurer says of a transaction id. */
public sealed interface QueryResult {
    /** It is in the books, in the state that the receipt names. */
    record Found(Receipt receipt) implements QueryResult {}

    /** The insurer has not seen it. A message under way may still arrive, so this alone is not a refusal. */
    record NotKnown() implements QueryResult {}

    /** A reversal came first; the id can never be settled. */
    record Tombstone() implements QueryResult {}
}
