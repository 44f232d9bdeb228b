package org.sscard.issuer.keyservice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * How many derivations and MACs one caller, or one terminal of it, may ask for in a minute (A7). Tokens come back evenly;
 * the first refusal of a minute raises an alarm.
 */
public final class KeyLimits {

    private static final Duration ALARM_EVERY = Duration.ofMinutes(1);
    private static final double SECONDS_PER_MINUTE = 60;

    /** What is counted. */
    public enum Kind {
        /** Keys of cards that are derived for a caller. */
        DERIVATION,
        /** MACs and cryptograms of one terminal number. */
        TERMINAL,
        /** TACs and card answers that an insurer has checked. */
        CHECK,
        /** Proofs of one terminal that were false: each is answered, many are told. */
        FALSE_PROOF
    }

    /** Told once a minute for each caller that is over its limit. */
    public interface Alarm {
        void raise(String caller, Kind kind, String detail);
    }

    private final Map<Kind, Integer> perMinute;
    private final Clock clock;
    private final Alarm alarm;
    private final Map<String, Bucket> buckets = new HashMap<>();

    public KeyLimits(Map<Kind, Integer> perMinute, Clock clock, Alarm alarm) {
        this.perMinute = Map.copyOf(perMinute);
        this.clock = clock;
        this.alarm = alarm;
    }

    /**
     * Takes {@code count} from what is left to this caller, or nothing.
     *
     * @throws CodedException KEY_LIMIT_REACHED
     */
    void take(Kind kind, String caller, int count) {
        if (!has(kind, caller, count)) {
            throw new CodedException(ErrorCode.KEY_LIMIT_REACHED);
        }
    }

    /** Counts what is answered all the same; over the limit there is an alarm. */
    void notice(Kind kind, String caller) {
        boolean ignored = has(kind, caller, 1);
    }

    private boolean has(Kind kind, String caller, int count) {
        int limit = perMinute.getOrDefault(kind, 0);
        Instant now = clock.instant();
        boolean tell;
        synchronized (this) {
            Bucket bucket = buckets.computeIfAbsent(kind + " " + caller, ignored -> new Bucket(limit, now));
            if (bucket.take(count, limit, now)) {
                return true;
            }
            tell = bucket.alarmedBefore(now.minus(ALARM_EVERY));
            if (tell) {
                bucket.alarmed = now;
            }
        }
        if (tell) {
            alarm.raise(caller, kind, "more than " + limit + " a minute");
        }
        return false;
    }

    private static final class Bucket {

        private double left;
        private Instant filled;
        private Instant alarmed = Instant.EPOCH;

        Bucket(int limit, Instant now) {
            left = limit;
            filled = now;
        }

        boolean take(int count, int limit, Instant now) {
            double seconds = Math.max(0, Duration.between(filled, now).toMillis() / 1000.0);
            left = Math.min(limit, left + seconds * limit / SECONDS_PER_MINUTE);
            filled = now;
            if (count > left) {
                return false;
            }
            left -= count;
            return true;
        }

        boolean alarmedBefore(Instant instant) {
            return !alarmed.isAfter(instant);
        }
    }
}
