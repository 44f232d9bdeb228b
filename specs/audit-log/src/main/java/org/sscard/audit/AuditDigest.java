package org.sscard.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of the chain. SHA-256 is built in; SM3 comes from a module that has it. Safe for use by several threads. */
public interface AuditDigest {

    /** The name that stands in the log's first line. */
    String algorithm();

    int lengthBytes();

    byte[] digest(byte[] bytes, int offset, int length);

    static AuditDigest sha256() {
        return Sha256.INSTANCE;
    }

    /** SHA-256 of the JDK, one instance per thread. */
    final class Sha256 implements AuditDigest {

        private static final Sha256 INSTANCE = new Sha256();

        private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(Sha256::newDigest);

        private Sha256() {}

        @Override
        public String algorithm() {
            return "SHA-256";
        }

        @Override
        public int lengthBytes() {
            return 32;
        }

        @Override
        public byte[] digest(byte[] bytes, int offset, int length) {
            MessageDigest digest = digests.get();
            digest.update(bytes, offset, length);
            return digest.digest();
        }

        private static MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
