package org.sscard.terminal.kiosk;

import java.util.List;

/** The insurer, as a kiosk needs it. Fen. Failures as at the {@link Bureau}. */
public interface Insurer {

    /** @param end empty: open */
    record Period(String start, String end) {}

    /** @param state a code: DUE, PAID, LAPSED */
    record Contribution(String period, long fen, String state) {}

    record Used(String period, long usedFen, long capFen) {}

    record Benefits(
            String scheme,
            String insuredClass,
            List<Period> periods,
            List<Contribution> contributions,
            List<Used> used,
            long accountFen) {

        public Benefits {
            periods = List.copyOf(periods);
            contributions = List.copyOf(contributions);
            used = List.copyOf(used);
        }
    }

    /** @param fen credit positive */
    record Movement(String day, String kind, long fen) {}

    record Account(long balanceFen, List<Movement> movements) {

        public Account {
            movements = List.copyOf(movements);
        }
    }

    Benefits benefits(String socialSecurityNumber);

    /** Newest movement first. */
    Account account(String socialSecurityNumber);
}
