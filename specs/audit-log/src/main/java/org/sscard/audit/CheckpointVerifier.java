package org.sscard.audit;

/** Checks the signature of a checkpoint. */
@FunctionalInterface
public interface CheckpointVerifier {

    boolean isGenuine(String algorithm, byte[] message, byte[] signature);
}
