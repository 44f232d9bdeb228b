package org.sscard.sdk.books;

import io.grpc.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.DayDifference;
import org.sscard.sdk.DayFigures;
import org.sscard.sdk.DayReconciliation;
import org.sscard.sdk.DayRow;
import org.sscard.sdk.ReconciliationListener;
import org.sscard.sdk.journal.SettlementJournal;
import org.sscard.sdk.rpc.ReconciliationClient;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Compares days with the insurer, totals first and rows where totals differ (settlement §8, SDK duty), and closes those
 * that are over. A day with a transaction in doubt waits until recovery has cleared it up.
 */
public final class DailyClose {
    private static final Logger LOG = LoggerFactory.getLogger(DailyClose.class);
    private static final Duration PER_DAY = Duration.ofSeconds(60);
    private static final Duration AGAIN = Duration.ofHours(1);
    /** How many days back an SDK that was switched off still looks. */
    private static final int LOOK_BACK_DAYS = 7;

    private final DayBook book;
    private final SettlementJournal journal;
    private final ReconciliationClient insurer;
    private final ReconciliationListener listener;
    private final LocalTime at;
    private final Clock clock;
    private final Map<LocalDate, Instant> notBefore = new HashMap<>();

    public DailyClose(
            DayBook book,
            SettlementJournal journal,
            ReconciliationClient insurer,
            ReconciliationListener listener,
            LocalTime at,
            Clock clock) {
        this.book = book;
        this.journal = journal;
        this.insurer = insurer;
        this.listener = listener;
        this.at = at;
        this.clock = clock;
    }

    /** What is due now; called on a timer, one call at a time. */
    public void round() {
        ZonedDateTime now = ZonedDateTime.now(clock);
        LocalDate today = now.toLocalDate();
        int latest = now.toLocalTime().isBefore(at) ? 2 : 1;
        for (int back = LOOK_BACK_DAYS; back >= latest; back--) {
            LocalDate day = today.minusDays(back);
            Instant wait = notBefore.get(day);
            boolean due = wait == null || !now.toInstant().isBefore(wait);
            if (due && !day.isBefore(book.begins()) && !book.isLevel(day) && !inDoubt(day)) {
                notBefore.put(day, now.toInstant().plus(AGAIN));
                attempt(day);
            }
        }
        notBefore.keySet().removeIf(day -> day.isBefore(today.minusDays(LOOK_BACK_DAYS)));
    }

    private void attempt(LocalDate day) {
        try {
            DayReconciliation result = close(day, Deadline.after(PER_DAY.toSeconds(), TimeUnit.SECONDS));
            LOG.info("day {}: {}", day, result instanceof DayReconciliation.Level ? "level" : "different");
            listener.reconciled(result);
        } catch (CodedException e) {
            LOG.warn("day {}: not reconciled yet ({})", day, e.code());
        } catch (RuntimeException e) {
            LOG.error("day {}: reconciliation failed, it is tried again", day, e);
        }
    }

    /** Whether a transaction that may belong to the day has no end yet. */
    private boolean inDoubt(LocalDate day) {
        return journal.unfinished().stream()
                .anyMatch(entry ->
                        !LocalDate.ofInstant(entry.changedAt(), clock.getZone()).isAfter(day));
    }

    /** Compares and changes nothing. */
    public DayReconciliation compare(LocalDate day, Deadline deadline) {
        DayFigures own = book.figures(day);
        ReconciliationClient.Totals totals = insurer.compareTotals(day, own, deadline);
        return totals.level()
                ? new DayReconciliation.Level(day, own)
                : new DayReconciliation.Different(
                        day, own, totals.insurer(), insurer.compareLines(day, book.rows(day), deadline));
    }

    /**
     * Ends the day on both sides; a difference keeps it open for its resolution.
     *
     * @throws CodedException TRANSACTION_IN_DOUBT while a transaction of the day has no end
     */
    public DayReconciliation close(LocalDate day, Deadline deadline) {
        if (inDoubt(day)) {
            throw new CodedException(ErrorCode.TRANSACTION_IN_DOUBT, day);
        }
        List<DayRow> rows = book.rows(day);
        DayFigures own = book.figures(day);
        ReconciliationClient.Totals totals = insurer.compareTotals(day, own, deadline);
        if (totals.level() && own.rows() == 0) {
            // Nothing happened on either side: there is nothing to close.
            book.level(day);
            return new DayReconciliation.Level(day, own);
        }
        if (insurer.close(day, own, deadline)) {
            book.level(day);
            return new DayReconciliation.Level(day, own);
        }
        List<DayDifference> differences = insurer.compareLines(day, rows, deadline);
        return new DayReconciliation.Different(day, own, totals.insurer(), differences);
    }
}
