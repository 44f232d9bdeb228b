package org.sscard.insurance.reconcile;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.reconcile.store.DayCloseStore;
import org.sscard.insurance.reconcile.store.DayTotalsStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Day close (日结) of one institution and day: OPEN → CUTTING → BALANCED or DIFFERENT → RESOLVED → SEALED. Each institution
 * closes for itself, so a silent one holds nobody up. What may move where, the database holds (V10).
 */
public final class DayClosing {

    private static final int MOST_LINES = 50_000;
    private static final int LONGEST_RESOLUTION = 200;
    private static final int MOST_DAYS = 400;

    private final DatabaseSessions sessions;
    private final Clock clock;
    private final DayTotalsStore totals = new DayTotalsStore();
    private final DayCloseStore days = new DayCloseStore();

    public DayClosing(DatabaseSessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** What a comparison found; it changes nothing. */
    public record Level(boolean level, DayFigures ours, DayState state) {}

    public Level compareTotals(String institution, LocalDate day, DayFigures told) {
        return sessions.read(session -> {
            DayFigures ours = figures(session, institution, day);
            return new Level(ours.equals(told), ours, days.state(session, institution, day));
        });
    }

    /**
     * Ends the day and compares totals. Repeating it answers how the day stands; while it is DIFFERENT, new totals that
     * agree resolve it.
     *
     * @param by the account that asks
     */
    public DayClose close(String institution, LocalDate day, DayFigures told, String by) {
        if (day.isAfter(LocalDate.now(clock))) {
            throw new CodedException(ErrorCode.DAY_NOT_BEGUN, day);
        }
        // Committed before anything is counted: from here on everybody sees that the day is cut.
        sessions.useTransaction(session -> days.cut(session, institution, day, told, by, clock.instant()));
        return sessions.inTransaction(session -> {
            // Waits for whoever booked on the day before it was cut.
            days.lock(session, institution, day);
            settleState(session, institution, day, told);
            return day(session, institution, day);
        });
    }

    private void settleState(DatabaseSession session, String institution, LocalDate day, DayFigures told) {
        DayState state = days.state(session, institution, day);
        boolean level = figures(session, institution, day).equals(told);
        switch (state) {
            case CUTTING -> {
                days.told(session, institution, day, told);
                days.move(session, institution, day, level ? DayState.BALANCED : DayState.DIFFERENT);
            }
            case DIFFERENT -> {
                days.told(session, institution, day, told);
                if (level) {
                    days.resolveAll(session, institution, day, Set.of(), "AGREED", institution, clock.instant());
                    days.move(session, institution, day, DayState.RESOLVED);
                }
            }
            case BALANCED, RESOLVED, SEALED -> {
                if (!told.equals(days.told(session, institution, day))) {
                    throw new CodedException(ErrorCode.DAY_CLOSED, day);
                }
            }
            case OPEN -> throw new IllegalStateException("a cut day is not open");
        }
    }

    /** What a comparison of rows found, and where it left the day. */
    public record Compared(List<Difference> differences, DayState state) {

        public Compared {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Compares rows. While the day is DIFFERENT the result becomes its differences: those that are gone were settled by the
     * institution, those whose row was cancelled since were settled by that.
     */
    public Compared compareLines(String institution, LocalDate day, List<StatementLine> lines) {
        if (lines.size() > MOST_LINES) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "lines", MOST_LINES);
        }
        return sessions.inTransaction(session -> {
            days.lock(session, institution, day);
            DayState state = days.state(session, institution, day);
            List<Difference> found = new LineComparison(
                            day, state == DayState.OPEN, days.known(session, institution, day, ids(lines)))
                    .differences(lines);
            if (state != DayState.DIFFERENT) {
                return new Compared(found, state);
            }
            keep(session, institution, day, found);
            return new Compared(days.differences(session, institution, day), days.state(session, institution, day));
        });
    }

    private static Set<String> ids(List<StatementLine> lines) {
        return lines.stream().map(StatementLine::transactionId).collect(Collectors.toSet());
    }

    private void keep(DatabaseSession session, String institution, LocalDate day, List<Difference> found) {
        found.forEach(difference -> days.keep(session, institution, day, difference));
        Set<String> still = found.stream().map(Difference::transactionId).collect(Collectors.toSet());
        days.resolveAll(session, institution, day, still, "AGREED", institution, clock.instant());
        days.resolveCancelled(session, institution, day, clock.instant());
        resolveDay(session, institution, day);
    }

    private void resolveDay(DatabaseSession session, String institution, LocalDate day) {
        if (days.openDifferences(session, institution, day) == 0) {
            days.move(session, institution, day, DayState.RESOLVED);
        }
    }

    /** Staff say how a difference was settled. */
    public DayClose resolve(String institution, LocalDate day, String transactionId, String how, String by) {
        if (how.isBlank() || how.length() > LONGEST_RESOLUTION || how.chars().anyMatch(Character::isISOControl)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "resolution");
        }
        return sessions.inTransaction(session -> {
            days.lock(session, institution, day);
            if (days.state(session, institution, day) != DayState.DIFFERENT
                    || !days.resolve(session, institution, day, transactionId, how, by, clock.instant())) {
                throw new CodedException(ErrorCode.DAY_DIFFERENCE_NOT_FOUND, transactionId);
            }
            resolveDay(session, institution, day);
            return day(session, institution, day);
        });
    }

    /** Seals a day whose differences are settled and whose settlements are its postings; sealed for ever. */
    public DayClose seal(String institution, LocalDate day, String by) {
        return sessions.inTransaction(session -> {
            days.lock(session, institution, day);
            DayState state = days.state(session, institution, day);
            switch (state) {
                case SEALED -> {}
                case BALANCED, RESOLVED -> {
                    if (!days.settlementsArePostings(session, institution, day)) {
                        throw new CodedException(ErrorCode.LEDGER_UNBALANCED);
                    }
                    days.seal(session, institution, day, by, clock.instant());
                }
                case DIFFERENT -> throw new CodedException(ErrorCode.DAY_DIFFERENCES_OPEN, day);
                case OPEN, CUTTING -> throw new CodedException(ErrorCode.DAY_NOT_CLOSED, day);
            }
            return day(session, institution, day);
        });
    }

    public DayClose day(String institution, LocalDate day) {
        return sessions.read(session -> day(session, institution, day));
    }

    private DayClose day(DatabaseSession session, String institution, LocalDate day) {
        return new DayClose(
                institution,
                day,
                days.state(session, institution, day),
                figures(session, institution, day),
                days.told(session, institution, day),
                totals.totals(session, institution, day).ledgerPayableFen(),
                days.differences(session, institution, day),
                days.clearedIn(session, institution, day));
    }

    /**
     * Days in which something was booked or that were closed, newest first, without their differences.
     *
     * @param institution null: of all institutions
     */
    public List<DayClose> days(@Nullable String institution, LocalDate from, LocalDate to) {
        if (to.isBefore(from) || from.plusDays(MOST_DAYS).isBefore(to)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "to", MOST_DAYS + " days at most");
        }
        return sessions.read(session -> days.list(session, institution, from, to));
    }

    private DayFigures figures(DatabaseSession session, String institution, LocalDate day) {
        DayTotals sums = totals.totals(session, institution, day);
        return new DayFigures(
                sums.settlements() + sums.cancellations(), sums.totalFen(), sums.fundFen(), sums.accountFen());
    }
}
