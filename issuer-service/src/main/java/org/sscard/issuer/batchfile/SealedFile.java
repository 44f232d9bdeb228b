package org.sscard.issuer.batchfile;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Function;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.crypto.DataKey;
import org.sscard.wire.error.CodedException;

/**
 * A sealed file that was checked from its first byte to its last: nothing of it is used before (F12). Records are read by
 * their number, by several threads at once.
 */
public final class SealedFile implements AutoCloseable {

    static final short FORMAT = 1;
    static final int MAC_BYTES = 32;

    private static final int HEADER_AT = FileForm.MAGIC_BYTES + 2 + 4;
    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_RECORD = 1 << 20;
    private static final int BUFFER = 1 << 16;

    private final FileForm form;
    private final FileChannel channel;
    private final byte[] header;
    private final byte[] headerDigest;
    private final DataKey recordKey;
    /** Where each record's sealed bytes begin; one more than there are records. */
    private final long[] places;

    private final byte[] mac;

    private SealedFile(FileForm form, FileChannel channel, byte[] header, DataKey key, long[] places, byte[] mac) {
        this.form = form;
        this.channel = channel;
        this.header = header;
        this.headerDigest = sha256(header);
        this.recordKey = form.recordKey(key);
        this.places = places;
        this.mac = mac;
    }

    /**
     * @param key finds the file's key by its header, and refuses a header that is not for us
     * @throws CodedException BATCH_FILE_INVALID or RETURN_FILE_INVALID: cut, longer than it says, a record lost, doubled or
     *     displaced, or any bit another
     */
    public static SealedFile open(Path path, FileForm form, Function<byte[], DataKey> key) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            return checked(channel, form, key);
        } catch (EOFException e) {
            throw closing(channel, form.refused("文件不完整 / cut short"));
        } catch (IOException e) {
            throw closing(channel, form.refused("不能读取 / unreadable: " + e.getMessage()));
        } catch (RuntimeException e) {
            throw closing(channel, e);
        }
    }

    private static SealedFile checked(FileChannel channel, FileForm form, Function<byte[], DataKey> key)
            throws IOException {
        InputStream buffered = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        DataInputStream in = new DataInputStream(buffered);
        byte[] start = in.readNBytes(HEADER_AT);
        if (start.length < HEADER_AT) {
            throw new EOFException();
        }
        ByteBuffer fixed = ByteBuffer.wrap(start, FileForm.MAGIC_BYTES, HEADER_AT - FileForm.MAGIC_BYTES);
        boolean ours = Arrays.equals(Arrays.copyOf(start, FileForm.MAGIC_BYTES), form.magic());
        if (!ours || fixed.getShort() != FORMAT) {
            throw form.refused("不是本格式 / no " + form + " file of format " + FORMAT);
        }
        byte[] header = exactly(in, fixed.getInt(), MAX_HEADER, form);
        DataKey dataKey = key.apply(header.clone());
        Mac running = form.macKey(dataKey).hmac();
        running.update(start);
        running.update(header);
        long at = (long) HEADER_AT + header.length;
        long[] places = new long[1024];
        int count = 0;
        while (true) {
            byte[] frame = exactly(in, 8, 8, form);
            running.update(frame);
            at += frame.length;
            int length = ByteBuffer.wrap(frame).getInt();
            int number = ByteBuffer.wrap(frame, 4, 4).getInt();
            if (length == 0) {
                if (number != count) {
                    throw form.refused("记录数不符 / " + count + " records, the end says " + number);
                }
                break;
            }
            count++;
            if (number != count) {
                throw form.refused("第 " + count + " 条记录次序不符 / record " + number + " in place " + count);
            }
            running.update(exactly(in, length, MAX_RECORD, form));
            if (places.length <= count) {
                places = Arrays.copyOf(places, 2 * places.length);
            }
            places[count - 1] = at;
            at += length;
            places[count] = at + frame.length;
        }
        byte[] stated = exactly(in, MAC_BYTES, MAC_BYTES, form);
        if (!MessageDigest.isEqual(stated, running.doFinal())) {
            throw form.refused("校验值不符 / the MAC is another");
        }
        if (in.read() >= 0) {
            throw form.refused("文件尾有多余数据 / more after its end");
        }
        return new SealedFile(form, channel, header, dataKey, Arrays.copyOf(places, count + 1), stated);
    }

    private static byte[] exactly(InputStream in, int length, int max, FileForm form) throws IOException {
        if (length < 1 || length > max) {
            throw form.refused("长度不合法 / a length of " + length);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static RuntimeException closing(@Nullable FileChannel channel, RuntimeException failure) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    public byte[] header() {
        return header.clone();
    }

    public int records() {
        return places.length - 1;
    }

    /** No other file has it, 32 bytes. */
    public byte[] mac() {
        return mac.clone();
    }

    /**
     * @param number from 1
     * @return clear; the caller erases it
     */
    public byte[] record(int number) {
        long from = places[number - 1];
        byte[] sealed = new byte[(int) (places[number] - 8 - from)];
        try {
            ByteBuffer into = ByteBuffer.wrap(sealed);
            while (into.hasRemaining()) {
                if (channel.read(into, from + into.position()) < 0) {
                    throw form.refused("文件在使用中被截短 / cut short while it was in use");
                }
            }
        } catch (IOException e) {
            throw form.refused("不能读取 / unreadable: " + e.getMessage());
        }
        return recordKey
                .decrypt(nonce(number), bound(headerDigest, number), sealed)
                .orElseThrow(() -> form.refused("第 " + number + " 条记录损坏 / record " + number + " is damaged"));
    }

    static byte[] nonce(int number) {
        return ByteBuffer.allocate(DataKey.NONCE_BYTES).putInt(number).array();
    }

    static byte[] bound(byte[] headerDigest, int number) {
        return ByteBuffer.allocate(headerDigest.length + 4)
                .put(headerDigest)
                .putInt(number)
                .array();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw form.refused("不能关闭 / " + e.getMessage());
        }
    }
}
