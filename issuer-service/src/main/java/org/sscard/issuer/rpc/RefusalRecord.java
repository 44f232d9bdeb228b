package org.sscard.issuer.rpc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.RefusedCalls;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Puts calls that were refused at the door into the audit log: who came, for what, and why not. The same refusal of the same
 * caller once a minute, so that nobody fills the disk with it; whoever shows no certificate at all is nobody to record.
 */
public final class RefusalRecord implements RefusedCalls {

    private static final Duration SAME = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;

    private final AuditLog audit;
    private final Clock clock;
    private final Map<String, Instant> recorded = new LinkedHashMap<>();

    public RefusalRecord(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void refused(String method, @Nullable Principal caller, CodedException why) {
        boolean nobody = why.code() == ErrorCode.CLIENT_CERTIFICATE_REQUIRED && caller == null;
        if (nobody) {
            return;
        }
        String who = caller == null ? "certificate " + String.join(" ", why.arguments()) : caller.account();
        String name = method.substring(method.lastIndexOf('/') + 1);
        if (isNew(who + " " + name + " " + why.code())) {
            audit.append(new AuditEntry(who, "rpc", name, "–", why.code().name()));
        }
    }

    private synchronized boolean isNew(String refusal) {
        Instant now = clock.instant();
        Instant last = recorded.get(refusal);
        if (last != null && now.isBefore(last.plus(SAME))) {
            return false;
        }
        recorded.remove(refusal);
        recorded.put(refusal, now);
        if (recorded.size() > REMEMBERED) {
            recorded.remove(recorded.keySet().iterator().next());
        }
        return true;
    }
}
