package org.sscard.insurance.policy;

/** One step of a split: the article it rests on, in Chinese and English, and the amount it yields in fen. */
public record ExplanationStep(String article, String textZh, String textEn, long amountFen) {}
