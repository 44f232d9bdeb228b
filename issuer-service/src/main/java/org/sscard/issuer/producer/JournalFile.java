package org.sscard.issuer.producer;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * An append-only file of frames, each durable when its commit returns. Who commits while another one waits for the disk goes
 * along with the next write: the disk is asked once for all of them. The file is laid out ahead with zeros, so that the disk
 * has only data to write; what a crash left half-written at the end was never acknowledged and is overwritten.
 *
 * <p>Once the disk refused a write nothing is acknowledged any more (F11).
 */
final class JournalFile implements AutoCloseable {

    /** Length and CRC-32C. */
    static final int FRAME_OVERHEAD = 8;

    private static final int LAID_OUT_AT_ONCE = 8 << 20;
    private static final int MAX_FRAME = 1 << 16;
    private static final int BUFFER = 1 << 18;

    private final FileChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flushed = lock.newCondition();
    private ByteBuffer filling = ByteBuffer.allocateDirect(BUFFER);
    private ByteBuffer writing = ByteBuffer.allocateDirect(BUFFER);
    private long position;
    private long laidOut;
    private long accepted;
    private long durable;
    private boolean busy;
    private boolean dead;
    private long forces;

    private JournalFile(FileChannel channel, long position, long laidOut) {
        this.channel = channel;
        this.position = position;
        this.laidOut = laidOut;
    }

    /** Takes the frames that are in the file, in order. */
    @FunctionalInterface
    interface FrameReader {
        void read(byte[] body);
    }

    /** @throws CodedException PRODUCTION_DISK_FULL when the file cannot be laid out */
    static JournalFile open(Path path, FrameReader reader) {
        try {
            FileChannel channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            long end = readTo(channel, reader);
            JournalFile journal = new JournalFile(channel, end, end);
            journal.layOut();
            return journal;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.PRODUCTION_DISK_FULL);
        }
    }

    private static long readTo(FileChannel channel, FrameReader reader) throws IOException {
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel.position(0)), BUFFER));
        long end = 0;
        while (true) {
            byte[] length = in.readNBytes(4);
            int bytes = length.length < 4 ? 0 : ByteBuffer.wrap(length).getInt();
            if (bytes < 1 || bytes > MAX_FRAME) {
                return end;
            }
            byte[] body = in.readNBytes(bytes);
            byte[] crc = in.readNBytes(4);
            if (crc.length < 4 || ByteBuffer.wrap(crc).getInt() != crc(body)) {
                return end;
            }
            reader.read(body);
            end += bytes + FRAME_OVERHEAD;
        }
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }

    /** Puts length and CRC around a body that stands in the buffer from {@code at + 4} to its position. */
    static void close(ByteBuffer frame, int at) {
        int length = frame.position() - at - 4;
        frame.putInt(at, length);
        CRC32C crc = new CRC32C();
        crc.update(frame.array(), frame.arrayOffset() + at + 4, length);
        frame.putInt((int) crc.getValue());
    }

    private void layOut() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        long from = position;
        for (long at = 0; at < LAID_OUT_AT_ONCE; at += zeros.capacity()) {
            zeros.clear();
            writeAll(zeros, from + at);
        }
        channel.force(true);
        laidOut = from + LAID_OUT_AT_ONCE;
    }

    private void writeAll(ByteBuffer bytes, long at) throws IOException {
        long place = at;
        while (bytes.hasRemaining()) {
            place += channel.write(bytes, place);
        }
    }

    /**
     * Appends whole frames; durable on return.
     *
     * @param frames ready to be read, at most 128 KiB
     * @throws CodedException PRODUCTION_DISK_FULL
     */
    void commit(ByteBuffer frames) {
        lock.lock();
        try {
            while (filling.remaining() < frames.remaining() && !dead) {
                flushed.awaitUninterruptibly();
            }
            requireAlive();
            filling.put(frames);
            long mine = ++accepted;
            while (durable < mine) {
                requireAlive();
                if (busy) {
                    flushed.awaitUninterruptibly();
                } else {
                    flush();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes all that was accepted, with the lock given back meanwhile. */
    private void flush() {
        busy = true;
        ByteBuffer out = filling;
        filling = writing;
        writing = out;
        long upTo = accepted;
        long at = position;
        out.flip();
        long end = at + out.remaining();
        boolean written = false;
        lock.unlock();
        try {
            if (end > laidOut) {
                layOut();
            }
            writeAll(out, at);
            channel.force(false);
            written = true;
        } catch (IOException e) {
            written = false;
        } finally {
            lock.lock();
            out.clear();
            busy = false;
            if (written) {
                forces++;
                position = end;
                durable = upTo;
            } else {
                dead = true;
            }
            flushed.signalAll();
        }
    }

    private void requireAlive() {
        if (dead) {
            throw new CodedException(ErrorCode.PRODUCTION_DISK_FULL);
        }
    }

    /** How often the disk was asked. */
    long forces() {
        lock.lock();
        try {
            return forces;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.PRODUCTION_DISK_FULL);
        }
    }
}
