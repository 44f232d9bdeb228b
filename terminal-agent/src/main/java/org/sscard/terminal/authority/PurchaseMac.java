package org.sscard.terminal.authority;

/**
 * The terminal's side of one purchase.
 *
 * @param terminalSequence the PSAM's running number of this transaction, 4 bytes unsigned
 * @param mac1 4 bytes as a number
 */
public record PurchaseMac(int terminalSequence, int mac1) {}
