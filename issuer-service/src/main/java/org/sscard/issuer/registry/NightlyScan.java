package org.sscard.issuer.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.registry.store.RegistryScan;

/** Runs the scan once a night, at the bureau's hour; a service that was down then runs it when it is up again. */
public final class NightlyScan implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NightlyScan.class);

    private final RegistryScan scan;
    private final Clock clock;
    private final LocalTime hour;
    private final Consumer<RegistryScan.Report> record;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "registry-scan");
        thread.setDaemon(true);
        return thread;
    });

    /** @param record takes every report, also one without findings */
    public NightlyScan(RegistryScan scan, Clock clock, LocalTime hour, Consumer<RegistryScan.Report> record) {
        this.scan = scan;
        this.clock = clock;
        this.hour = hour;
        this.record = record;
    }

    public void start() {
        var ignored = worker.scheduleWithFixedDelay(this::quietly, 1, 1, TimeUnit.MINUTES);
    }

    private void quietly() {
        try {
            if (due()) {
                run();
            }
        } catch (RuntimeException e) {
            LOG.warn("the registry's scan failed; it is tried again", e);
        }
    }

    boolean due() {
        Instant today =
                LocalDate.now(clock).atTime(hour).atZone(clock.getZone()).toInstant();
        return !clock.instant().isBefore(today)
                && scan.lastEnded().filter(last -> !last.isBefore(today)).isEmpty();
    }

    /** Now. */
    public synchronized RegistryScan.Report run() {
        RegistryScan.Report report = scan.run();
        if (report.total() > 0) {
            LOG.error("the registry was changed by hand: {} findings", report.total());
        }
        record.accept(report);
        return report;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
