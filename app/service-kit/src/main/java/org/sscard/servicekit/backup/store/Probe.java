package org.sscard.servicekit.backup.store;

/**
 * A rule that data must keep, asked after a restore and after an upgrade.
 *
 * @param name of the rule, shown when it is broken
 * @param sql answers one number: how many rows break it
 */
public record Probe(String name, String sql) {}
