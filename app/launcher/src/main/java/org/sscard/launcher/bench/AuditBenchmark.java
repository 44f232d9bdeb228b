package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.audit.AuditVerification;
import org.sscard.audit.AuditVerifier;

/** The audit log under 64 writers, each append returning after its fsync, and the verification of what they wrote. */
final class AuditBenchmark implements Benchmark {

    private static final int WRITERS = 64;
    private static final int RECORDS_OF_EACH = 4000;
    private static final double WANTED_APPENDS = 5_000;
    private static final double WANTED_VERIFIED = 10_000_000 / 60.0;

    private final Clock clock;

    AuditBenchmark(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public String zh() {
        return "审计日志：并发写入与校验";
    }

    @Override
    public String en() {
        return "the audit log: concurrent writers and verification";
    }

    @Override
    public List<Figure> measure() {
        try {
            Path file = Files.createTempFile("sscard-bench-audit", ".log");
            Files.delete(file);
            try {
                return List.of(append(file), verify(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Figure append(Path file) {
        long start = System.nanoTime();
        try (AuditLog log = AuditLog.open(file, clock)) {
            together(log);
        }
        double perSecond = WRITERS * (double) RECORDS_OF_EACH * 1e9 / (System.nanoTime() - start);
        return Figure.besides(
                        "append",
                        "64 个写入者，落盘后才返回；上限一栏为要求的每秒 5000 条",
                        "64 writers, each append returns after fsync; beside it the 5,000/s that are wanted",
                        "records/s",
                        perSecond,
                        WANTED_APPENDS)
                .atLeast(1);
    }

    private static void together(AuditLog log) {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                AuditEntry entry = new AuditEntry("operator-" + writer, "10.0.0.1", "READ_HOLDER", "card", "OK");
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < RECORDS_OF_EACH; i++) {
                        log.append(entry);
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Figure verify(Path file) {
        long start = System.nanoTime();
        AuditVerification verification = AuditVerifier.verify(file);
        double perSecond = verification.goodRecords() * 1e9 / (System.nanoTime() - start);
        if (!verification.isIntact()) {
            throw new IllegalStateException(verification.summary());
        }
        return Figure.besides(
                        "verify",
                        "校验；上限一栏为要求的 60 秒 1000 万条",
                        "verification; beside it the 10 million in 60 s that are wanted",
                        "records/s",
                        perSecond,
                        WANTED_VERIFIED)
                .atLeast(1);
    }
}
