package org.sscard.issuer;

import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.keyservice.KeyLimits;
import org.sscard.issuer.keyservice.store.TerminalStore;

/** The key service's limits as they are configured; who is over one is told to log, audit log and custodians (A7). */
final class AlarmedLimits {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmedLimits.class);

    private AlarmedLimits() {}

    static KeyLimits of(IssuerConfig.KeyService config, TerminalStore terminals, AuditLog audit, Clock clock) {
        Map<KeyLimits.Kind, Integer> perMinute = Map.of(
                KeyLimits.Kind.DERIVATION, config.derivationsPerMinute(),
                KeyLimits.Kind.TERMINAL, config.purchasesPerMinute(),
                KeyLimits.Kind.CHECK, config.checksPerMinute(),
                KeyLimits.Kind.FALSE_PROOF, config.falseProofsPerMinute());
        return new KeyLimits(perMinute, clock, (caller, kind, detail) -> {
            LOG.warn("key service: {} {} {}", kind, caller, detail);
            audit.append(new AuditEntry(caller, "key-service", "KEY_LIMIT_ALARM", kind + " " + detail, "OK"));
            terminals.alarm(caller, kind.name(), detail);
        });
    }
}
