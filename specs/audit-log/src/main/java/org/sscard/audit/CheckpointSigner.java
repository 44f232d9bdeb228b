package org.sscard.audit;

/** Signs checkpoints; where the private key lies is its own affair. */
public interface CheckpointSigner {

    /** The name of the signature algorithm, for instance {@code Ed25519}. */
    String algorithm();

    byte[] sign(byte[] message);
}
