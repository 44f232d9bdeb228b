package org.sscard.keys.model;

/** The one key that this is: name of the key table, version, algorithm, and whose key it is. */
public record KeyId(String name, int version, KeyAlgorithm algorithm, Scope scope) {

    public KeyId {
        new KeyRef(name, version);
    }

    public KeyRef ref() {
        return new KeyRef(name, version);
    }

    @Override
    public String toString() {
        return name + "@" + version + " " + algorithm + " " + scope;
    }
}
