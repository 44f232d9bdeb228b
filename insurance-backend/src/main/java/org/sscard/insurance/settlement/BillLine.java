package org.sscard.insurance.settlement;

/** A fee line: its number in the bill, national item code, unit price in yuan × 10,000, quantity × 10,000. */
public record BillLine(String line, String item, long price1e4, long quantity1e4) {}
