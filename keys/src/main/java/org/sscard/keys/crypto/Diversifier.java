package org.sscard.keys.crypto;

/**
 * One step of diversification below one key, for many children (card specification §5.1): the key's schedule is made once.
 * One thread at a time.
 */
public interface Diversifier extends AutoCloseable {

    /**
     * Writes the child, as long as the key is.
     *
     * @param factor 8 bytes
     */
    void diversify(byte[] factor, byte[] child, int at);

    /** Whether there is a key here. */
    default boolean exists() {
        return true;
    }

    /** Erases the key. */
    @Override
    void close();

    /** For a key that its vault does not give away. */
    static Diversifier none() {
        return NoDiversifier.INSTANCE;
    }
}
