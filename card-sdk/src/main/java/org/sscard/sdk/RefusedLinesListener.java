package org.sscard.sdk;

/**
 * Hears of queued fee lines that were refused; called on a daemon thread of the SDK, at least once for each. When it throws,
 * they are told again later.
 */
@FunctionalInterface
public interface RefusedLinesListener {
    void refused(RefusedLines lines);
}
