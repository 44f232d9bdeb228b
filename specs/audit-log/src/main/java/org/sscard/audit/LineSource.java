package org.sscard.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines as places in a buffer, because a string per line would cost more than its hash. */
final class LineSource {

    private static final int CHUNK = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[CHUNK];
    private int start;
    private int limit;
    private int lineLength;
    private boolean terminated;

    LineSource(InputStream in) {
        this.in = in;
    }

    /** @return false at the end; a last line without line feed is a line that is not {@link #isTerminated} */
    boolean next() throws IOException {
        start += lineLength + (terminated ? 1 : 0);
        lineLength = 0;
        terminated = false;
        int scanned = start;
        while (true) {
            for (int at = scanned; at < limit; at++) {
                if (buffer[at] == '\n') {
                    lineLength = at - start;
                    terminated = true;
                    return true;
                }
            }
            scanned = limit;
            lineLength = limit - start;
            int before = start;
            if (lineLength > RecordLine.MAX_BYTES || !fill()) {
                return lineLength > 0;
            }
            scanned -= before - start;
        }
    }

    private boolean fill() throws IOException {
        if (limit == buffer.length) {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, limit - start);
                limit -= start;
                start = 0;
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }
        limit += read;
        return true;
    }

    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return start;
    }

    /** Without the line feed. */
    int length() {
        return lineLength;
    }

    boolean isTerminated() {
        return terminated;
    }
}
