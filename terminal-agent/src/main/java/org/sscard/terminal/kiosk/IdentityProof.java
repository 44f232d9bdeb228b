package org.sscard.terminal.kiosk;

import java.util.concurrent.CompletableFuture;

/**
 * Proves that the person before the kiosk is the one whose number it is (实人核验): a face or document service of the region,
 * found by {@link java.util.ServiceLoader}. Without one, a kiosk offers nothing that needs it.
 */
public interface IdentityProof {

    enum Outcome {
        PROVED,
        NOT_PROVED
    }

    /** Whether nothing is really proved; the screen says so. */
    default boolean simulated() {
        return false;
    }

    /** Begins; the kiosk shows the camera's screen meanwhile, and cancels the future when the person gives up. */
    CompletableFuture<Outcome> prove(String socialSecurityNumber);
}
