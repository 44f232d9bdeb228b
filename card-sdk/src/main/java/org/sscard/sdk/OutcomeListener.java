package org.sscard.sdk;

/**
 * Hears of transactions whose outcome no caller was told: found by recovery at start or on its timer, or when another bill of
 * the same visit is settled. Called at least once for each, on a daemon thread of the SDK or in that call; when it throws, the
 * outcome is told again later. A refund is told as its two rows, the cancellation and what is settled anew.
 */
@FunctionalInterface
public interface OutcomeListener {
    /** @param result {@link SettlementResult.Settled} or {@link SettlementResult.Declined}, never unknown */
    void recovered(SettlementResult result);
}
