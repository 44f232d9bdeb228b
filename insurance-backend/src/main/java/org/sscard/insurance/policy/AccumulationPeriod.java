package org.sscard.insurance.policy;

/** The period whose fund payments are limited together (累计期), with its cap in fen. */
public record AccumulationPeriod(String name, long capFen) {}
