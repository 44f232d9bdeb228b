package org.sscard.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditVerification.Defect;

/**
 * The end of an existing log, from which writing goes on.
 *
 * @param goodBytes length of the file up to its last complete record
 * @param tornBytes what follows: a record that a crash left incomplete
 */
record LogTail(String logId, long sequence, String hash, long goodBytes, long tornBytes) {

    /** How much of the end is verified at opening; the verifier looks at everything. */
    private static final int WINDOW = 1 << 20;

    private static final int MAX_HEADER = 512;

    /** Empty, or a crash left it with a part of its header: no record was ever confirmed in it. */
    static boolean isUnborn(RandomAccessFile file) throws IOException {
        if (file.length() > MAX_HEADER) {
            return false;
        }
        byte[] head = bytes(file, 0, (int) file.length());
        int known = Math.min(head.length, RecordLine.MAGIC.length());
        return lineFeed(head, 0) < 0 && RecordLine.sameAscii(head, 0, known, RecordLine.MAGIC.substring(0, known));
    }

    /** @throws AuditException AUDIT_LOG_DAMAGED */
    static LogTail read(RandomAccessFile file, AuditDigest digest) throws IOException {
        byte[] head = bytes(file, 0, (int) Math.min(file.length(), RecordLine.MAX_BYTES));
        int headerLength = lineFeed(head, 0);
        ChainCheck chain = new ChainCheck(digest);
        require(headerLength >= 0 ? chain.header(head, 0, headerLength) : Defect.HEADER);
        String logId = chain.logId();

        long from = Math.max(headerLength + 1L, file.length() - WINDOW);
        byte[] tail = bytes(file, from, (int) (file.length() - from));
        boolean whole = from == headerLength + 1L;
        int at = whole ? 0 : lineFeed(tail, 0) + 1;
        boolean joined = whole;
        for (int end = lineFeed(tail, at); end >= 0; end = lineFeed(tail, at)) {
            require(joined ? chain.record(tail, at, end - at) : chain.join(tail, at, end - at, logId));
            joined = true;
            at = end + 1;
        }
        if (!joined) {
            require(Defect.FORMAT);
        }
        return new LogTail(logId, chain.sequence(), chain.hash(), from + at, tail.length - at);
    }

    private static void require(@Nullable Defect defect) {
        if (defect != null) {
            throw new AuditException(AuditFault.AUDIT_LOG_DAMAGED, "the end of the log: " + defect);
        }
    }

    private static byte[] bytes(RandomAccessFile file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(from);
        file.readFully(bytes);
        return bytes;
    }

    private static int lineFeed(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
