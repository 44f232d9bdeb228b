package org.sscard.spec.layout;

/** The same remark in Chinese and English. */
public record Wording(String zh, String en) {}
