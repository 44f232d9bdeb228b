package org.sscard.insurance.encounter;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.encounter.store.DailyListStore;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.PricedLine;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What an inpatient was charged on a day (每日清单, Order 102 Art. 28). */
public final class DailyLists {

    private final DatabaseSessions sessions;
    private final DailyListStore lists = new DailyListStore();

    public DailyLists(DatabaseSessions sessions) {
        this.sessions = sessions;
    }

    /** A line with its item's name, priced by the catalogue. */
    public record Line(String number, String item, String name, PricedLine priced, FeeLine.State state) {

        public BillSums sums() {
            return priced.split();
        }
    }

    /** The lines of a day in the order in which they came; void and returned ones are shown and do not count. */
    public record DailyList(List<Line> lines) {

        public DailyList {
            lines = List.copyOf(lines);
        }

        public BillSums sums() {
            return BillSums.of(lines.stream()
                    .filter(line -> line.state() == FeeLine.State.ACTIVE)
                    .map(Line::priced)
                    .toList());
        }
    }

    /**
     * @param visit mdtrt_id or the institution's own number of the visit
     * @throws CodedException VISIT_NOT_FOUND
     */
    public DailyList of(String institution, String visit, LocalDate day) {
        return sessions.read(session -> {
            long id = lists.visit(session, institution, visit)
                    .orElseThrow(() -> new CodedException(ErrorCode.VISIT_NOT_FOUND, visit));
            return new DailyList(lists.lines(session, id, day));
        });
    }
}
