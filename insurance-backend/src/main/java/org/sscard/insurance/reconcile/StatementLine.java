package org.sscard.insurance.reconcile;

/** One row of a day's statement, in fen; a cancellation has negative amounts and its own transaction id. */
public record StatementLine(String transactionId, long totalFen, long fundFen, long accountFen) {}
