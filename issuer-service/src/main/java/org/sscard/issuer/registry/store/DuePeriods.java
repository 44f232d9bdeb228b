package org.sscard.issuer.registry.store;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Period;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.Cause;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;

/** Cards whose period is over by the house's time. */
public final class DuePeriods {

    private static final Logger LOG = LoggerFactory.getLogger(DuePeriods.class);
    private static final LifeCycle TABLE = LifeCycle.table();
    private static final int AT_ONCE = 500;

    private final Jdbi jdbi;
    private final CardBook book;
    private final Periods periods;

    public DuePeriods(Database database, CardBook book, Periods periods) {
        this.jdbi = database.jdbi();
        this.book = book;
        this.periods = periods;
    }

    private record Due(long cardId, CardState state, String region) {}

    /** Moves each in a transaction of its own; one that cannot be moved does not hold the others up. */
    public List<Long> end() {
        List<Due> over = jdbi.withHandle(handle -> handle.createQuery("""
                        select card_id, state, region from card, house_time
                        where due_millis is not null and due_millis <= elapsed_millis
                        order by due_millis limit :limit""")
                .bind("limit", AT_ONCE)
                .map((row, context) -> new Due(
                        row.getLong("card_id"), CardState.valueOf(row.getString("state")), row.getString("region")))
                .list());
        List<Long> moved = new ArrayList<>();
        for (Due due : over) {
            try {
                end(due);
                moved.add(due.cardId());
            } catch (CodedException e) {
                LOG.warn("card {}: its period is over, but it is not moved: {}", due.cardId(), e.code());
            }
        }
        return moved;
    }

    private void end(Due due) {
        Period period = TABLE.periodOf(due.state()).orElseThrow();
        CardState to = periods.of(due.region(), period).endsIn();
        ActionRule rule = TABLE.action(due.state(), to, Channel.MACHINE).orElseThrow();
        Cause cause = new Cause(
                "timer",
                TABLE.period(period).name().zh() + "届满",
                Channel.MACHINE.name(),
                rule.action().name(),
                Reason.PERIOD_ENDED.name());
        jdbi.useTransaction(handle -> book.move(handle, due.cardId(), due.state(), to, cause));
    }
}
