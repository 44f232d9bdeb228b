package org.sscard.insurance.ledger;

/** One leg of an entry: debit positive, credit negative, in fen. */
public record Posting(Account account, long amountFen) {}
