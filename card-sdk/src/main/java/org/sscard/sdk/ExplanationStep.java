package org.sscard.sdk;

/**
 * One step from the bill to the split.
 *
 * @param article of the order, such as {@code 20(2)}
 */
public record ExplanationStep(String article, String textZh, String textEn, Fen amount) {}
