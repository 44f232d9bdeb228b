package org.sscard.keys.vault;

/**
 * How far a rewrap is.
 *
 * @param version of the wrapping key that all keys come under
 * @param remaining keys that are still under the old one
 */
public record Rewrap(int version, int remaining, boolean finished) {}
