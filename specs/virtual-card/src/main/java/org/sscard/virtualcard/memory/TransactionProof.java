package org.sscard.virtualcard.memory;

/**
 * What GET TRANSACTION PROOF answers for the last transaction of a kind.
 *
 * @param sequence as the INITIALIZE of that transaction returned it
 * @param mac MAC2 of a purchase, MAC1 of a load (§5.4), as an unsigned 4-byte number
 * @param tac as an unsigned 4-byte number
 */
public record TransactionProof(int sequence, long mac, long tac) {}
