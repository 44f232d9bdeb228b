package org.sscard.issuer.console;

/** A reason with the digit that ticks it. */
public record RejectChoice(String key, String code, String zh, String en, boolean ticked) {}
