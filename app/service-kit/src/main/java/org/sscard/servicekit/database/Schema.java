package org.sscard.servicekit.database;

/**
 * A set of migrations with a history of its own, so that modules number theirs freely.
 *
 * @param name lower case, names the history table {@code schema_history_<name>}
 * @param location class-path folder of the SQL files, e.g. {@code org/sscard/issuer/store/migration}
 */
public record Schema(String name, String location) {

    public Schema {
        if (!name.matches("[a-z][a-z_]{0,30}")) {
            throw new IllegalArgumentException("a schema's name is lower-case letters and underscores: " + name);
        }
    }
}
