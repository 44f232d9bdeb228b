package org.sscard.servicekit.login;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The open sessions of one process, in memory: a restart logs everyone out. Kept by the digest of their cookie, so that a
 * heap dump logs nobody in.
 */
final class Sessions {

    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(10);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Open> open = new HashMap<>();

    private record Open(StaffSession session, Instant lastSeen) {}

    Sessions(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Opens a session; answers its cookie. */
    synchronized String open(Principal principal, @Nullable String certificate) {
        Instant now = clock.instant();
        open.values().removeIf(entry -> over(entry, now));
        if (open.size() >= MOST) {
            throw new CodedException(ErrorCode.REQUEST_LIMIT_REACHED);
        }
        String token = Tokens.fresh(random);
        StaffSession session = new StaffSession(principal, Tokens.fresh(random), certificate, now, now.plus(LONGEST));
        open.put(Tokens.digest(token), new Open(session, now));
        return token;
    }

    /** The session of a cookie; null when it is unknown or over. Being asked for counts as being used. */
    synchronized @Nullable StaffSession find(String token) {
        String key = Tokens.digest(token);
        Open entry = open.get(key);
        Instant now = clock.instant();
        if (entry == null || over(entry, now)) {
            open.remove(key);
            return null;
        }
        open.put(key, new Open(entry.session(), now));
        return entry.session();
    }

    synchronized void close(String token) {
        open.remove(Tokens.digest(token));
    }

    private static boolean over(Open entry, Instant now) {
        return !now.isBefore(entry.session().ends())
                || !now.isBefore(entry.lastSeen().plus(IDLE));
    }
}
