package org.sscard.issuer;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditDigest;
import org.sscard.audit.AuditException;
import org.sscard.audit.AuditLog;
import org.sscard.audit.CheckpointKeeper;
import org.sscard.keys.crypto.Sm3Chain;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The bureau's audit log and the signed checkpoint of it that is kept in another place: compared when the service starts,
 * renewed while it runs and when it ends (F22).
 */
final class SealedAudit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SealedAudit.class);

    private final AuditLog log;
    private final CheckpointKeeper keeper;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "audit-checkpoint");
        thread.setDaemon(true);
        return thread;
    });

    private SealedAudit(AuditLog log, CheckpointKeeper keeper) {
        this.log = log;
        this.keeper = keeper;
    }

    /** @throws CodedException AUDIT_LOG_ROLLED_BACK, AUDIT_LOG_DAMAGED, AUDIT_LOG_IN_USE, AUDIT_CHECKPOINT_INVALID */
    static SealedAudit open(IssuerConfig.Audit config, Path data, Clock clock, SecureRandom random) {
        Path checkpoint = config.checkpointFile() == null ? data.resolve("audit.checkpoint") : config.checkpointFile();
        Path file = data.resolve("audit.log");
        AuditDigest digest = switch (config.digest()) {
            case SHA_256 -> AuditDigest.sha256();
            case SM3 -> Sm3Chain.digest();
        };
        try {
            CheckpointKeeper keeper = CheckpointKeeper.open(checkpoint, data, random);
            keeper.requireNotBehind(file, digest);
            SealedAudit audit = new SealedAudit(AuditLog.open(file, clock, digest), keeper);
            audit.keepEvery(config.checkpointEvery());
            return audit;
        } catch (AuditException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
    }

    AuditLog log() {
        return log;
    }

    private void keepEvery(Duration time) {
        var ignored = timer.scheduleWithFixedDelay(this::keep, 0, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void keep() {
        try {
            keeper.keep(log);
        } catch (AuditException e) {
            LOG.error("the checkpoint of the audit log could not be kept", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        keep();
        log.close();
    }
}
