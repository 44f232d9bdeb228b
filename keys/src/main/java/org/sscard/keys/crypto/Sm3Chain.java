package org.sscard.keys.crypto;

import org.bouncycastle.crypto.digests.SM3Digest;
import org.sscard.audit.AuditDigest;

/** SM3 (GB/T 32905) as the hash of an audit log; one engine per thread. */
public final class Sm3Chain implements AuditDigest {

    private static final Sm3Chain INSTANCE = new Sm3Chain();
    private static final int LENGTH = 32;

    private final ThreadLocal<SM3Digest> engines = ThreadLocal.withInitial(SM3Digest::new);

    private Sm3Chain() {}

    public static AuditDigest digest() {
        return INSTANCE;
    }

    @Override
    public String algorithm() {
        return "SM3";
    }

    @Override
    public int lengthBytes() {
        return LENGTH;
    }

    @Override
    public byte[] digest(byte[] bytes, int offset, int length) {
        SM3Digest engine = engines.get();
        engine.update(bytes, offset, length);
        byte[] hash = new byte[LENGTH];
        engine.doFinal(hash, 0);
        return hash;
    }
}
