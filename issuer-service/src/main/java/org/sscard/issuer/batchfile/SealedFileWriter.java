package org.sscard.issuer.batchfile;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import javax.crypto.Mac;
import org.sscard.keys.crypto.DataKey;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Writes a sealed file record by record. It appears under its name when it is whole and durable, or never. */
public final class SealedFileWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;
    private final DataKey recordKey;
    private final Mac mac;
    private final byte[] headerDigest;
    private int count;
    private byte[] seal = new byte[0];

    private SealedFileWriter(
            Path target, Path unfinished, FileChannel channel, FileForm form, DataKey key, byte[] header)
            throws IOException {
        this.target = target;
        this.unfinished = unfinished;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        this.recordKey = form.recordKey(key);
        this.mac = form.macKey(key).hmac();
        this.headerDigest = SealedFile.sha256(header);
        write(form.magic());
        write(ByteBuffer.allocate(6)
                .putShort(SealedFile.FORMAT)
                .putInt(header.length)
                .array());
        write(header);
    }

    /**
     * @param key of this one file, 32 bytes
     * @throws CodedException DATA_DIRECTORY_NOT_WRITABLE
     */
    public static SealedFileWriter create(Path target, FileForm form, DataKey key, byte[] header) {
        Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
        try {
            Files.deleteIfExists(unfinished);
            FileChannel channel = FileChannel.open(
                    unfinished,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new SealedFileWriter(target, unfinished, channel, form, key, header);
        } catch (IOException e) {
            throw notWritable(target, e);
        }
    }

    /** @param clear the next record, in order; the caller erases it */
    public void add(byte[] clear) {
        count++;
        byte[] sealed = recordKey.encrypt(SealedFile.nonce(count), SealedFile.bound(headerDigest, count), clear);
        try {
            write(ByteBuffer.allocate(8).putInt(sealed.length).putInt(count).array());
            write(sealed);
        } catch (IOException e) {
            throw notWritable(target, e);
        }
    }

    /** Ends the file; durable on return. Answers its MAC, which no other file has, 32 bytes. */
    public byte[] finish() {
        try {
            write(ByteBuffer.allocate(8).putInt(0).putInt(count).array());
            seal = mac.doFinal();
            out.write(seal);
            out.flush();
            channel.force(true);
            channel.close();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return seal.clone();
        } catch (IOException e) {
            throw notWritable(target, e);
        }
    }

    private void write(byte[] bytes) throws IOException {
        mac.update(bytes);
        out.write(bytes);
    }

    private static CodedException notWritable(Path target, IOException e) {
        return new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, target);
    }

    /** What was not finished is gone. */
    @Override
    public void close() {
        try {
            if (channel.isOpen()) {
                channel.close();
            }
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw notWritable(target, e);
        }
    }
}
