package org.sscard.sdk;

/** One settlement, or one cancellation with negative amounts, as it counts in a day. */
public record DayRow(TransactionId transaction, Fen total, Fen pooledFund, Fen account) {}
