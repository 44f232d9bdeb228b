package org.sscard.servicekit.backup.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and digests what goes through it; closing it leaves the target open. */
public final class DigestingOutput extends FilterOutputStream {

    private final MessageDigest sha256;
    private long bytes;

    public DigestingOutput(OutputStream target) {
        super(target);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        sha256.update((byte) b);
        bytes++;
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        out.write(data, offset, length);
        sha256.update(data, offset, length);
        bytes += length;
    }

    public long bytes() {
        return bytes;
    }

    /** 64 hexadecimal digits; ends the digest. */
    public String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
