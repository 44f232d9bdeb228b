package org.sscard.issuer.registry.store;

import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** The house's time: how long services of this registry were seen to run, counted by one of them at a time (F18). */
public final class HouseTimeStore {

    /** The most that one step adds: a service that was asleep for longer lost its turn, and the time is not counted. */
    public static final Duration LONGEST_STEP = Duration.ofSeconds(10);

    private final Jdbi jdbi;

    public HouseTimeStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** @param token counts up with every service that takes over */
    public record Turn(long elapsedMillis, String counter, long token) {}

    public Turn now() {
        return jdbi.withHandle(handle -> handle.createQuery("select elapsed_millis, counter, token from house_time")
                .map((row, context) -> new Turn(row.getLong(1), row.getString(2), row.getLong(3)))
                .one());
    }

    /** Takes over from the service that was seen to count nothing any more; false when another one was faster. */
    public boolean takeOver(Turn seen, String counter) {
        return jdbi.withHandle(handle -> handle.execute(
                        "update house_time set counter = ?, token = token + 1 where token = ?", counter, seen.token()))
                == 1;
    }

    /** Adds time; false when another service counts by now. */
    public boolean add(long token, Duration time) {
        long millis = Math.min(time.toMillis(), LONGEST_STEP.toMillis());
        return jdbi.withHandle(handle -> handle.execute(
                        "update house_time set elapsed_millis = elapsed_millis + ? where token = ?", millis, token))
                == 1;
    }

    /** Adds time that an administrator vouches for: that in which no service ran. */
    public void addVouched(Duration time) {
        jdbi.useHandle(
                handle -> handle.execute("update house_time set elapsed_millis = elapsed_millis + ?", time.toMillis()));
    }

    /** The first instant, in the house's time, at which so much time is surely over. */
    static long soonest(Handle handle, Duration length) {
        return handle.createQuery("select elapsed_millis from house_time")
                        .mapTo(Long.class)
                        .one()
                + length.toMillis()
                + LONGEST_STEP.toMillis();
    }
}
