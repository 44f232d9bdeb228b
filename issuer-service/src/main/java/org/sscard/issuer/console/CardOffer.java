package org.sscard.issuer.console;

/** An action as the page offers it. */
public record CardOffer(String href, String zh, String en, String effect, boolean danger) {}
