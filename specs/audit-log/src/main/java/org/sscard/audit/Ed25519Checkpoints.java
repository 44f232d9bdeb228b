package org.sscard.audit;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Checkpoints signed with Ed25519 of the JDK. */
public final class Ed25519Checkpoints {

    private static final String ALGORITHM = "Ed25519";

    private Ed25519Checkpoints() {}

    public static CheckpointSigner signer(PrivateKey key) {
        return new CheckpointSigner() {
            @Override
            public String algorithm() {
                return ALGORITHM;
            }

            @Override
            public byte[] sign(byte[] message) {
                try {
                    Signature signature = Signature.getInstance(ALGORITHM);
                    signature.initSign(key);
                    signature.update(message);
                    return signature.sign();
                } catch (GeneralSecurityException e) {
                    throw new AuditException(AuditFault.AUDIT_CHECKPOINT_INVALID, "signing failed", e);
                }
            }
        };
    }

    public static CheckpointVerifier verifier(PublicKey key) {
        return (algorithm, message, bytes) -> {
            try {
                Signature signature = Signature.getInstance(ALGORITHM);
                signature.initVerify(key);
                signature.update(message);
                return algorithm.equals(ALGORITHM) && signature.verify(bytes);
            } catch (GeneralSecurityException malformed) {
                return false;
            }
        };
    }
}
