package org.sscard.virtualcard.memory;

import java.util.Arrays;

/** Bytes by offset; a new file holds 00. */
public final class TransparentFile extends ElementaryFile {

    private final byte[] content;

    public TransparentFile(int fid, int size, AccessCondition read, AccessCondition update) {
        super(fid, read, update);
        content = new byte[size];
    }

    public int size() {
        return content.length;
    }

    public byte[] read(int offset, int length) {
        return Arrays.copyOfRange(content, offset, offset + length);
    }

    public void write(int offset, byte[] data) {
        System.arraycopy(data, 0, content, offset, data.length);
    }

    @Override
    TransparentFile copy() {
        TransparentFile copy = new TransparentFile(fid(), content.length, read(), update());
        copy.write(0, content);
        return copy;
    }
}
