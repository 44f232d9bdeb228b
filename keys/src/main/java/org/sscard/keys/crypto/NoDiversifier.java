package org.sscard.keys.crypto;

import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Where no key is. */
final class NoDiversifier implements Diversifier {

    static final NoDiversifier INSTANCE = new NoDiversifier();

    private NoDiversifier() {}

    @Override
    public void diversify(byte[] factor, byte[] child, int at) {
        throw new KeyException(KeyFault.KEY_NOT_FOUND, "no key to diversify");
    }

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public void close() {
        // There is nothing to erase.
    }
}
