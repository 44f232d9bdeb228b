package org.sscard.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditVerification.Defect;

/**
 * Checks a log from its first byte to its last. Edited, deleted, inserted and reordered records show by themselves; a
 * tail that was cut off at a record's end, and a log written anew, show against a checkpoint only.
 */
public final class AuditVerifier {

    private AuditVerifier() {}

    /**
     * The name of the digest in a log's first line; empty when that is no log's.
     *
     * @throws AuditException AUDIT_LOG_READ_FAILED
     */
    public static String algorithmOf(Path log) {
        try (InputStream in = Files.newInputStream(log)) {
            LineSource lines = new LineSource(in);
            if (!lines.next()) {
                return "";
            }
            String[] fields = RecordLine.fields(lines.buffer(), lines.offset(), lines.length());
            return fields.length > 2 && fields[0].equals(RecordLine.MAGIC) ? fields[2] : "";
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_READ_FAILED, log.toString(), e);
        }
    }

    /** @throws AuditException AUDIT_LOG_READ_FAILED */
    public static AuditVerification verify(Path log) {
        return verify(log, AuditDigest.sha256());
    }

    public static AuditVerification verify(Path log, AuditDigest digest) {
        return walk(log, new ChainCheck(digest), null);
    }

    /**
     * Against a checkpoint that was kept elsewhere.
     *
     * @throws AuditException AUDIT_CHECKPOINT_INVALID when its signature is not right
     */
    public static AuditVerification verify(
            Path log, AuditDigest digest, Checkpoint checkpoint, CheckpointVerifier signatures) {
        checkpoint.requireGenuine(signatures);
        ChainCheck chain = new ChainCheck(digest);
        AuditVerification walked = walk(log, chain, checkpoint);
        boolean cut = walked.isIntact() && chain.sequence() < checkpoint.sequence();
        return cut ? AuditVerification.bad(chain.sequence() + 1, Defect.CUT_TAIL, chain) : walked;
    }

    private static AuditVerification walk(Path log, ChainCheck chain, @Nullable Checkpoint checkpoint) {
        try (InputStream in = Files.newInputStream(log)) {
            LineSource lines = new LineSource(in);
            if (!lines.next() || !lines.isTerminated()) {
                return AuditVerification.bad(0, Defect.HEADER, chain);
            }
            Defect defect = chain.header(lines.buffer(), lines.offset(), lines.length());
            if (defect != null) {
                return AuditVerification.bad(0, defect, chain);
            }
            if (!confirms(checkpoint, chain)) {
                return AuditVerification.bad(0, Defect.REWRITTEN, chain);
            }
            return records(lines, chain, checkpoint);
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_READ_FAILED, log.toString(), e);
        }
    }

    private static AuditVerification records(LineSource lines, ChainCheck chain, @Nullable Checkpoint checkpoint)
            throws IOException {
        while (lines.next()) {
            long index = chain.sequence() + 1;
            if (!lines.isTerminated()) {
                return AuditVerification.bad(index, Defect.TORN_TAIL, chain);
            }
            Defect defect = chain.record(lines.buffer(), lines.offset(), lines.length());
            if (defect == null && !confirms(checkpoint, chain)) {
                defect = Defect.REWRITTEN;
            }
            if (defect != null) {
                return AuditVerification.bad(index, defect, chain);
            }
        }
        return AuditVerification.intact(chain);
    }

    private static boolean confirms(@Nullable Checkpoint checkpoint, ChainCheck chain) {
        if (checkpoint == null) {
            return true;
        }
        boolean sameLog = checkpoint.logId().equals(chain.logId());
        boolean atCheckpoint = checkpoint.sequence() == chain.sequence();
        return sameLog && (!atCheckpoint || checkpoint.hash().equals(chain.hash()));
    }
}
