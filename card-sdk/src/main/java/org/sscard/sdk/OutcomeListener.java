package org.sscard.sdk;

/**
 * Hears of transactions whose outcome no caller was told: found by recovery at start or on its timer. Called at least
 * once for each, on a daemon thread of the SDK; when it throws, the outcome is told again later.
 */
@FunctionalInterface
public interface OutcomeListener {
    /** @param result {@link SettlementResult.Settled} or {@link SettlementResult.Declined}, never unknown */
    void recovered(SettlementResult result);
}
