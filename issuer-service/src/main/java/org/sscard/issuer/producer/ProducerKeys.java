package org.sscard.issuer.producer;

import org.sscard.keys.model.KeyMaterial;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * What a producer holds: the transport key that his batch files come under, and the transport key of the blanks, which their
 * vendor gave him. No key of the hierarchy. {@link #close} erases both.
 *
 * @param transport 32 bytes, AES
 * @param blanks 16 bytes
 * @param blanksFamily DES (3DES) or SM4
 */
public record ProducerKeys(KeyMaterial transport, KeyMaterial blanks, CardAlgorithm blanksFamily)
        implements AutoCloseable {

    @Override
    public void close() {
        transport.close();
        blanks.close();
    }

    @Override
    public String toString() {
        return "ProducerKeys";
    }
}
