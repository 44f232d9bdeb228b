package org.sscard.insurance.reconcile;

/** A day in figures: rows of settlements and cancellations, what they come to, in fen. What was reversed counts nowhere. */
public record DayFigures(int rows, long totalFen, long fundFen, long accountFen) {}
